// Sorts a table by the column whose heading is pressed; pressed again, the other way round.
(() => {
  const order = new Intl.Collator("en-GB", { numeric: true, sensitivity: "base" });
  const value = (row, at) => row.cells[at].dataset.v ?? row.cells[at].textContent.trim();

  const sort = (table, heading) => {
    const way = heading.ariaSort === "ascending" ? -1 : 1, at = heading.cellIndex, body = table.tBodies[0];
    const number = heading.classList.contains("num");
    const rows = [...body.rows].map((row, was) => ({ row, was, key: value(row, at) }));
    const blank = (key) => key === "" || key === "?";
    rows.sort((a, b) => blank(a.key) - blank(b.key)
      || way * (number ? parseFloat(a.key.replace(/,/g, "")) - parseFloat(b.key.replace(/,/g, "")) : order.compare(a.key, b.key))
      || a.was - b.was);
    for (const other of heading.parentNode.cells) other.removeAttribute("aria-sort");
    heading.setAttribute("aria-sort", way > 0 ? "ascending" : "descending");
    body.append(...rows.map(({ row }) => row));
  };

  for (const table of document.querySelectorAll(".sortable")) {
    for (const heading of table.tHead.rows[0].cells) {
      const button = document.createElement("button");
      button.type = "button";
      button.append(...heading.childNodes);
      heading.append(button);
      button.addEventListener("click", () => sort(table, heading));
    }
  }
})();
