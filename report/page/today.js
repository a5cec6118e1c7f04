// Draws a line through the year where the reader's calendar is.
(() => {
  const year = document.querySelector(".year"), ground = document.getElementById("ground");
  if (!year) return;
  const at = (100 * (Date.now() - Date.parse(year.dataset.first))) / 864e5 / year.dataset.days;
  if (at < 0 || at > 100) return;
  const line = document.createElementNS("http://www.w3.org/2000/svg", "line");
  for (const [name, value] of Object.entries({ x1: `${at}%`, x2: `${at}%`, y2: "100%", class: "today" })) line.setAttribute(name, value);
  ground.append(line);
})();
