// Sections out of sight are not laid out, so their heights are guesses: whoever goes to a place on the page still gets there.
(() => {
  for (const section of document.querySelectorAll("section")) {
    const rows = section.querySelectorAll("tbody > tr, .year li").length, cards = section.querySelectorAll(".card").length;
    section.style.containIntrinsicSize = `auto ${10 + 2.3 * rows + 15 * cards}rem`;
  }
  const settle = (left) => {
    const place = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (!place || !left) return;
    place.scrollIntoView({ behavior: "instant" });
    requestAnimationFrame(() => settle(left - 1));
  };
  const go = () => { if (location.hash) settle(6); };
  addEventListener("hashchange", go);
  document.addEventListener("click", (event) => { if (event.target.closest("a[href^='#']")) setTimeout(go); });
  go();
})();
