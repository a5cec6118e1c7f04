// Shows what has all the words that were typed, and is of the level that was chosen.
(() => {
  const tools = document.querySelector(".tools");
  if (!tools) return;
  tools.hidden = false;
  const query = document.getElementById("q"), level = document.getElementById("level"), found = document.getElementById("found");
  const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
  const lists = [...document.querySelectorAll("[data-find]")].map((list) => ({
    section: list.closest("section"), things: list.dataset.find,
    entries: [...list.children].map((node) => ({ node, level: node.dataset.level, text: "" })),
  }));
  const read = (entry) => (entry.text ||= plain(entry.node.textContent + " " + [...entry.node.querySelectorAll("title")].map((t) => t.textContent).join(" ")));

  const look = () => {
    const words = plain(query.value).split(/\s+/).filter(Boolean), only = level?.value ?? "";
    const told = [];
    for (const { section, things, entries } of lists) {
      let shown = 0;
      for (const entry of entries) {
        const fits = (!only || entry.level === undefined || entry.level === only) && words.every((word) => read(entry).includes(word));
        entry.node.hidden = !fits;
        shown += fits;
      }
      section.classList.toggle("nothing", !shown);
      if (shown && things && (words.length || entries[0].level !== undefined)) told.push(`${shown.toLocaleString("en-GB")} ${things}`);
    }
    found.textContent = words.length || only ? told.join(", ") || "nothing found" : "";
    const fits = (text, its) => (!only || only === String(its)) && words.every((word) => plain(text).includes(word));
    document.dispatchEvent(new CustomEvent("looked", { detail: fits }));
  };
  let soon;
  query.addEventListener("input", () => { clearTimeout(soon); soon = setTimeout(look, 120); });
  level?.addEventListener("change", look);
})();
