// The large view of one image, with its facts and objects.
(function () {
  "use strict";

  const dialog = document.getElementById("detail");
  const rows = document.querySelector("#detail-objects tbody");
  let entries = [], place = 0, view = null, shown = null, only = null;

  function cell(text, number) {
    const element = document.createElement("td");
    element.textContent = text;
    if (number) element.className = "number";
    return element;
  }

  function words(attributes) {
    return Object.entries(attributes).map(([key, value]) => `${key.replaceAll("_", " ")} ${typeof value === "object" ? JSON.stringify(value) : value}`).join(", ");
  }

  function objectRow(thing, number) {
    const row = document.createElement("tr");
    row.tabIndex = 0;
    const name = cell("");
    const swatch = document.createElement("span");
    swatch.className = "swatch";
    swatch.style.background = setpiece.overlay.css(number);
    name.append(swatch, thing.category);
    const extra = words(thing.attributes);
    if (extra) {
      const small = document.createElement("div");
      small.className = "quiet";
      small.textContent = extra;
      name.append(small);
    }
    row.append(name, cell(`${Math.round(thing.visible_fraction * 100)} %`, true), cell(thing.visible_px.toLocaleString("en"), true),
      cell(`${Math.round(thing.truncation * 100)} %`, true));
    const focus = (id) => () => { only = id; paint(); };
    row.addEventListener("mouseenter", focus(thing.id));
    row.addEventListener("focus", focus(thing.id));
    row.addEventListener("mouseleave", focus(null));
    row.addEventListener("blur", focus(null));
    return row;
  }

  function paint() {
    if (!shown || !dialog.open) return;
    const labels = setpiece.labels[entries[place].index];
    const seen = only === null || view.boxes || view.masks || view.amodal ? view : { ...view, boxes: true };
    if (labels) setpiece.overlay.paint(shown.canvas, entries[place], labels.objects, seen, { only, tags: true });
    dialog.dataset.drawn = `${entries[place].index} ${view.base} ${view.boxes} ${view.masks} ${view.amodal}`;
  }

  async function show() {
    const entry = entries[place];
    only = null;
    document.getElementById("detail-title").textContent = `Image ${entry.index}`;
    document.getElementById("previous").disabled = place === 0;
    document.getElementById("next").disabled = place === entries.length - 1;
    document.getElementById("detail-file").href = entry.file;
    shown = setpiece.gallery.picture(entry, view.base, true);
    shown.frame.style.maxWidth = `calc((96vh - 8rem) * ${entry.width / entry.height})`;
    document.getElementById("stage").replaceChildren(shown.frame);
    rows.replaceChildren();
    const labels = await setpiece.gallery.load(entry);
    if (entries[place] !== entry) return;
    setpiece.describe(document.getElementById("detail-facts"), labels.facts);
    rows.replaceChildren(...labels.objects.map(objectRow));
    paint();
  }

  function step(by) {
    const to = place + by;
    if (to < 0 || to >= entries.length) return;
    place = to;
    show();
  }

  // Opens the large view of `entry`, one of `all`; `current` is the page's view {base, boxes, masks, amodal}, shared.
  function open(entry, all, current) {
    entries = all;
    place = all.indexOf(entry);
    view = current;
    dialog.showModal();
    show();
  }

  document.getElementById("previous").addEventListener("click", () => step(-1));
  document.getElementById("next").addEventListener("click", () => step(1));
  document.getElementById("close").addEventListener("click", () => dialog.close());
  dialog.addEventListener("click", (event) => { if (event.target === dialog) dialog.close(); });
  dialog.addEventListener("keydown", (event) => {
    if (event.target.type === "radio") return;
    if (event.key === "ArrowLeft") step(-1);
    else if (event.key === "ArrowRight") step(1);
  });
  window.addEventListener("resize", paint);

  // After a switch: the same image, seen otherwise; rows and focus stay.
  function refresh() {
    if (!dialog.open) return;
    shown.image.src = setpiece.gallery.source(entries[place], view.base, true);
    paint();
  }

  setpiece.detail = { open, refresh };
})();
