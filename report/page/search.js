// Shows what has all the words that were typed, and is of the level that was chosen; the list of places says how much that is.
(() => {
  const tools = document.querySelector(".tools");
  if (!tools) return;
  tools.hidden = false;
  const query = document.getElementById("q"), level = document.getElementById("level"), found = document.getElementById("found");
  const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
  const lists = [...document.querySelectorAll("[data-find]")].map((list) => ({
    section: list.closest("section"), things: list.dataset.find.split(" "), link: document.querySelector(`.rail a[href="#${list.closest("section").id}"]`),
    entries: [...list.children].map((node) => ({ node, level: node.dataset.level, text: "" })),
  }));
  const texts = (node) => {
    const found = [], walk = document.createTreeWalker(node, NodeFilter.SHOW_TEXT);
    while (walk.nextNode()) found.push(walk.currentNode.data);
    return found.join(" ");
  };
  const read = (entry) => (entry.text ||= plain(texts(entry.node)));

  const look = () => {
    const words = plain(query.value).split(/\s+/).filter(Boolean), only = level?.value ?? "";
    const told = [];
    for (const { section, things, link, entries } of lists) {
      let shown = 0;
      for (const entry of entries) {
        const fits = (!only || entry.level === undefined || entry.level === only) && words.every((word) => read(entry).includes(word));
        entry.node.hidden = !fits;
        shown += fits;
      }
      section.hidden = link.parentNode.hidden = !shown && section.id !== "map";
      if (things[1]) link.children[0].textContent = shown.toLocaleString("en-GB");
      if (shown && things[1] && (words.length || entries[0].level !== undefined)) told.push(`${shown.toLocaleString("en-GB")} ${things[shown === 1 ? 0 : 1]}`);
    }
    found.textContent = words.length || only ? told.join(", ") || "nothing found" : "";
    const fits = (text, its) => (!only || only === String(its)) && words.every((word) => plain(text).includes(word));
    document.dispatchEvent(new CustomEvent("looked", { detail: fits }));
  };
  let soon;
  query.addEventListener("input", () => { clearTimeout(soon); soon = setTimeout(look, 120); });
  level?.addEventListener("change", look);
})();
