// The gallery: one card per image; overlays are decoded and drawn when a card comes into view.
(function () {
  "use strict";

  const waiting = new Map();

  // The labels of one image: a script beside the page puts them into setpiece.labels.
  function load(entry) {
    if (!waiting.has(entry.index)) {
      waiting.set(entry.index, new Promise((resolve, reject) => {
        const script = document.createElement("script");
        script.src = entry.labels;
        script.onload = () => resolve(setpiece.labels[entry.index]);
        script.onerror = () => reject(new Error(`${entry.labels} is missing`));
        document.head.append(script);
      }));
    }
    return waiting.get(entry.index);
  }

  // Where a picture comes from; `full` takes the photograph's own file instead of its preview.
  function source(entry, base, full) {
    return base === "image" && full ? entry.file : entry.previews[base] || entry.previews.image;
  }

  // A picture with its overlay.
  function picture(entry, base, full) {
    const frame = document.createElement("span");
    frame.className = "picture";
    frame.style.aspectRatio = `${entry.width} / ${entry.height}`;
    const image = document.createElement("img");
    image.loading = full ? "eager" : "lazy";
    image.decoding = "async";
    image.src = source(entry, base, full);
    image.alt = `Image ${entry.index}: ${entry.objects} objects${entry.categories.length ? " (" + entry.categories.join(", ") + ")" : ""}`;
    const canvas = document.createElement("canvas");
    canvas.setAttribute("aria-hidden", "true");
    frame.append(image, canvas);
    return { frame, image, canvas };
  }

  function card(entry, view, open) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "card";
    button.dataset.index = entry.index;
    const made = picture(entry, view.base, false);
    const caption = document.createElement("span");
    caption.className = "caption";
    for (const text of [`#${entry.index}`, `${entry.objects} ${entry.objects === 1 ? "object" : "objects"}`]) {
      const part = document.createElement("span");
      part.textContent = text;
      caption.append(part);
    }
    button.append(made.frame, caption);
    button.addEventListener("click", () => open(entry));
    return { entry, button, ...made };
  }

  async function draw(item, view) {
    item.image.src = source(item.entry, view.base, false);
    const labels = await load(item.entry);
    setpiece.overlay.paint(item.canvas, item.entry, labels.objects, view);
    item.button.dataset.drawn = `${view.base} ${view.boxes} ${view.masks} ${view.amodal}`;
  }

  // Builds the cards once; `update` redraws those in view and marks the others for later.
  function build(host, entries, view, open) {
    const cards = new Map(entries.map((entry) => { const item = card(entry, view, open); return [item.button, item]; }));
    const inView = new Set();
    const observer = new IntersectionObserver((changes) => {
      for (const change of changes) {
        if (!change.isIntersecting) { inView.delete(change.target); continue; }
        inView.add(change.target);
        draw(cards.get(change.target), view);
      }
    }, { rootMargin: "200px" });
    for (const button of cards.keys()) {
      host.append(button);
      observer.observe(button);
    }
    const redraw = () => inView.forEach((button) => draw(cards.get(button), view));
    const filter = (category) => {
      let shown = 0;
      for (const item of cards.values()) {
        item.button.hidden = category !== "" && !item.entry.categories.includes(category);
        shown += item.button.hidden ? 0 : 1;
      }
      return shown;
    };
    window.addEventListener("resize", redraw);
    return { redraw, filter };
  }

  setpiece.gallery = { build, load, picture, source };
})();
