// The map: sets as lines from their venue to where their members come from.
(() => {
  const frame = document.querySelector(".chart"), data = document.getElementById("chart-data");
  if (!frame || !data) return;
  frame.hidden = false;
  const chart = JSON.parse(data.textContent);
  const place = ([east, north]) => L.latLng(north * chart.metres, east * chart.metres);
  const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
  const rows = new Map([...document.querySelectorAll("#set-table [data-set]")].map((row) => [row.dataset.set, row]));
  const cards = new Map([...document.querySelectorAll("[data-card]")].map((card) => [card.dataset.card, card]));
  const text = (node, tag = "span") => Object.assign(document.createElement(tag), { textContent: node });

  let size = 1; // of the shapes: smaller where there are many

  const shapes = [
    (pen) => pen.arc(0, 0, 4.5, 0, 7),
    (pen) => pen.rect(-4, -4, 8, 8),
    (pen) => polygon(pen, [0, -5.5, 5, 4, -5, 4]),
    (pen) => polygon(pen, [0, -5.5, 5.5, 0, 0, 5.5, -5.5, 0]),
    (pen) => polygon(pen, [0, 5.5, -5, -4, 5, -4]),
    (pen) => polygon(pen, [-2, -5, 2, -5, 2, -2, 5, -2, 5, 2, 2, 2, 2, 5, -2, 5, -2, 2, -5, 2, -5, -2, -2, -2]),
    (pen) => polygon(pen, [0, -6, 1.6, -2.2, 5.7, -1.9, 2.6, 0.8, 3.5, 4.9, 0, 2.7, -3.5, 4.9, -2.6, 0.8, -5.7, -1.9, -1.6, -2.2]),
  ];
  const polygon = (pen, points) => {
    for (let at = 0; at < points.length; at += 2) pen[at ? "lineTo" : "moveTo"](points[at], points[at + 1]);
    pen.closePath();
  };

  // One layer for each set: its lines, and the shape of its level where a member comes from.
  const Star = L.Polyline.extend({
    _updateBounds() {
      L.Polyline.prototype._updateBounds.call(this);
      if (this._pxBounds) this._pxBounds = L.bounds(this._pxBounds.min.subtract([8, 8]), this._pxBounds.max.add([8, 8]));
    },
    _updatePath() {
      if (!this._renderer._drawing || !this._parts.length) return;
      this._renderer._updatePoly(this);
      const pen = this._renderer._ctx;
      pen.globalAlpha = 1;
      pen.fillStyle = this.options.color;
      for (const line of this._parts) {
        const end = line[line.length - 1];
        pen.save();
        pen.translate(end.x, end.y);
        pen.scale(size, size);
        pen.beginPath();
        shapes[this.options.level % 7](pen);
        pen.fill();
        pen.restore();
      }
    },
  });

  const canvas = L.canvas({ tolerance: 5 });
  const map = L.map("chart", {
    crs: L.CRS.Simple, renderer: canvas, attributionControl: false, zoomSnap: 0.25, zoomDelta: 0.75, minZoom: -11, maxZoom: -1,
    scrollWheelZoom: false, dragging: !matchMedia("(pointer: coarse)").matches,
    fadeAnimation: false, zoomAnimation: !matchMedia("(prefers-reduced-motion: reduce)").matches,
  });
  map.on("click", () => { map.scrollWheelZoom.enable(); map.dragging.enable(); });
  map.on("mouseout", () => map.scrollWheelZoom.disable());
  L.control.scale({ position: "bottomleft" }).addTo(map);

  const lands = L.polygon(chart.lands.map((ring) => [ring.map(place)]), { interactive: false, weight: 1, smoothFactor: 1.5 }).addTo(map);
  const tell = (set, from = 1, to = -1) => {
    const told = document.createElement("span"), cells = [...(rows.get(set)?.cells ?? [])].map((cell) => cell.textContent.trim());
    told.append(text(set, "b"), " " + cells.slice(from, to).join(" · "));
    return told;
  };
  const stars = new Map(chart.stars.map((star) => {
    const hub = place(chart.hubs[star.hub].at);
    const layer = new Star(star.ends.map((end) => [hub, place(end)]), { level: star.level, noClip: true, smoothFactor: 0, bubblingMouseEvents: false });
    layer.bindTooltip(() => tell(star.set_id), { sticky: true });
    layer.on({ mouseover: () => point(star.set_id, true), mouseout: () => point(star.set_id, false), click: () => { location.hash = `#${cards.get(star.set_id).id}`; } });
    return [star.set_id, layer.addTo(map)];
  }));
  const point = (set, on) => {
    const layer = stars.get(set);
    if (!layer || !map.hasLayer(layer)) return;
    layer.setStyle({ weight: on ? 4 : 1.5, opacity: on ? 1 : 0.6 });
    if (on) layer.bringToFront();
    rows.get(set)?.classList.toggle("pointed", on);
  };

  const areas = chart.areas.map(({ name, at }) => L.marker(place(at), {
    icon: L.divIcon({ className: "area-name", html: text(name), iconSize: null }), interactive: false, keyboard: false, zIndexOffset: -1000,
  }).addTo(map));
  const waiting = chart.strays.map((stray) => L.circleMarker(place(stray.at), { radius: 4, weight: 1.5, dashArray: "2 2" })
    .bindTooltip(text(`${stray.name}, waiting`)).on("click", () => { location.hash = "#waiting"; }).addTo(map));

  const at = chart.hubs.map(() => []);
  for (const star of chart.stars) at[star.hub].push(star.set_id);
  const venues = chart.hubs.map((hub, number) => {
    const called = hub.name || at[number].join(", ");
    const icon = document.createElement("span");
    icon.append(text("", "i"), text(at[number].join(" "), "b"));
    const list = document.createElement("div");
    list.append(text(called, "b"), ...at[number].map((set) => {
      const link = document.createElement("a");
      link.href = `#${cards.get(set).id}`;
      link.append(tell(set, 1, 3));
      link.addEventListener("click", () => map.closePopup());
      return link;
    }));
    return L.marker(place(hub.at), { icon: L.divIcon({ className: hub.name ? "hub" : "hub middle", html: icon, iconSize: [0, 0] }), title: hub.name ? `${hub.name}: ${at[number].join(", ")}` : called })
      .bindPopup(list, { maxHeight: 260, autoPanPadding: [20, 20] })
      .on("popupopen", () => list.querySelector("a")?.focus({ preventScroll: true })).addTo(map);
  });

  map.getContainer().addEventListener("keydown", ({ key }) => {
    const open = venues.find((venue) => venue.isPopupOpen());
    if (key !== "Escape" || !open) return;
    open.closePopup();
    open.getElement().focus();
  });

  const paint = () => {
    lands.setStyle({ color: colour("coast"), fillColor: colour("land"), fillOpacity: 1 });
    for (const layer of stars.values()) layer.setStyle({ color: colour(`c${layer.options.level % 8}`), weight: 1.5, opacity: 0.6 });
    for (const dot of waiting) dot.setStyle({ color: colour("ink"), fillColor: colour("card"), fillOpacity: 1 });
  };
  const sets = L.latLngBounds(chart.stars.flatMap((star) => [chart.hubs[star.hub].at, ...star.ends]).map(place));
  const everything = L.latLngBounds([sets.getSouthWest(), sets.getNorthEast(), ...chart.strays.map((stray) => place(stray.at))]);
  const show = (bounds) => map.fitBounds(bounds, { paddingTopLeft: [58, 28], paddingBottomRight: [28, 28], maxZoom: -4 });
  // Names stand beside their place wherever they hide no other; where there is no room, not at all.
  const label = () => {
    const there = (marker) => map.latLngToContainerPoint(marker.getLatLng());
    const inside = venues.filter((venue) => map.hasLayer(venue) && map.getBounds().contains(venue.getLatLng()));
    const taken = inside.map(there).map(({ x, y }) => [x - 9, y - 9, x + 9, y + 9]);
    const put = (marker, name, places) => {
      const { x, y } = there(marker), wide = name.offsetWidth, high = name.offsetHeight;
      for (const [left, top] of places(wide, high)) {
        const box = [x + left, y + top, x + left + wide, y + top + high];
        if (taken.some((other) => box[0] < other[2] && other[0] < box[2] && box[1] < other[3] && other[1] < box[3])) continue;
        taken.push(box);
        return Object.assign(name.style, { left: `${left}px`, top: `${top}px`, visibility: "visible" });
      }
      name.style.visibility = "hidden";
    };
    for (const venue of inside) {
      const places = (wide, high) => [[-wide / 2, 10], [-wide / 2, -10 - high], [12, -high / 2], [-12 - wide, -high / 2]];
      put(venue, venue.getElement().querySelector("b"), inside.length > 60 ? () => [] : places);
    }
    for (const area of areas) put(area, area.getElement().querySelector("span"), (wide, high) => [-0.5, -1.7, 0.7, -2.9, 1.9].map((lines) => [-wide / 2, lines * high]));
  };
  const measure = () => {
    const { x, y } = map.getSize(), bounds = map.getBounds();
    const crowd = chart.stars.flatMap((star) => star.ends).filter((end) => bounds.contains(place(end))).length;
    size = Math.min(1.1, Math.max(0.5, Math.sqrt((x * y) / Math.max(1, crowd)) / 28));
    map.getContainer().classList.toggle("crowded", size < 0.75);
    for (const layer of stars.values()) layer.redraw();
    for (const dot of waiting) dot.setRadius(4 * size);
    label();
  };
  const Whole = L.Control.extend({
    onAdd() {
      const bar = L.DomUtil.create("div", "leaflet-bar"), button = L.DomUtil.create("button", "whole", bar);
      button.type = "button";
      button.textContent = "All";
      button.title = "Show the whole area";
      L.DomEvent.disableClickPropagation(bar);
      button.addEventListener("click", () => show(everything));
      return bar;
    },
  });
  new Whole({ position: "topleft" }).addTo(map);
  paint();
  show(sets);
  map.on("moveend", measure);
  measure();
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", paint);

  // What is searched for is what the map shows; a row that is pointed at is pointed at on the map.
  document.addEventListener("looked", ({ detail: fits }) => {
    chart.strays.forEach((stray, number) => (fits(`${stray.name} waiting`, stray.level) ? waiting[number].addTo(map) : waiting[number].remove()));
    for (const [set, layer] of stars) rows.get(set).hidden ? layer.remove() : layer.addTo(map);
    venues.forEach((venue, number) => (at[number].every((set) => rows.get(set).hidden) ? venue.remove() : venue.addTo(map)));
  });
  for (const [set, star] of stars) {
    const link = Object.assign(text("Map", "a"), { href: "#map", className: "to-map" });
    link.addEventListener("click", () => {
      map.fitBounds(star.getBounds(), { padding: [60, 60], maxZoom: -4 });
      point(set, true);
      setTimeout(() => point(set, false), 4000);
    });
    cards.get(set).querySelector(".when").before(link);
    rows.get(set)?.addEventListener("mouseenter", () => point(set, true));
    rows.get(set)?.addEventListener("mouseleave", () => point(set, false));
  }

  // On paper the map is as it stands, as wide as the paper at most, and light.
  addEventListener("beforeprint", () => {
    const box = map.getContainer(), wide = box.offsetWidth;
    Object.assign(box.style, { width: `${wide}px`, height: `${box.offsetHeight}px`, zoom: Math.min(1, 680 / wide) });
    document.documentElement.classList.add("paper");
    paint();
    canvas._redraw();
  });
  addEventListener("afterprint", () => {
    Object.assign(map.getContainer().style, { width: "", height: "", zoom: "" });
    document.documentElement.classList.remove("paper");
    paint();
  });
})();
