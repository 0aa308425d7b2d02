// Draws boxes and masks of one image onto a canvas. Only the page's own pixels are drawn, so the canvas stays readable from file://.
(function () {
  "use strict";

  const GOLDEN_ANGLE_DEG = 137.508;

  function hue(place) { return (205 + place * GOLDEN_ANGLE_DEG) % 360; }

  function css(place, alpha = 1) { return `hsl(${hue(place)} 85% 60% / ${alpha})`; }

  function rgb(place) {
    const a = 0.85 * 0.4;
    const channel = (n) => {
      const k = (n + hue(place) / 30) % 12;
      return Math.round(255 * (0.6 - a * Math.max(-1, Math.min(k - 3, 9 - k, 1))));
    };
    return [channel(0), channel(8), channel(4)];
  }

  function edge(mask, p, x, y, width, height) {
    return x === 0 || y === 0 || x === width - 1 || y === height - 1 ||
      !mask[p - 1] || !mask[p + 1] || !mask[p - width] || !mask[p + width];
  }

  // A canvas of the picture's size with what `shown` asks for: {masks, amodal}; `only` is one object's id or null.
  function maskLayer(image, objects, shown, only) {
    const { width, height } = image;
    const layer = document.createElement("canvas");
    layer.width = width;
    layer.height = height;
    const pixels = new ImageData(width, height);
    const period = Math.max(4, Math.round(width / 80));
    objects.forEach((thing, place) => {
      if (only !== null && thing.id !== only) return;
      const visible = setpiece.rle.decode(thing.visible, width, height);
      const whole = shown.amodal ? setpiece.rle.decode(thing.amodal, width, height) : visible;
      const colour = rgb(place);
      for (let p = 0; p < whole.length; p++) {
        if (!whole[p] && !visible[p]) continue;
        const x = p % width, y = (p - x) / width;
        let alpha = 0;
        if (shown.masks && visible[p]) alpha = edge(visible, p, x, y, width, height) ? 255 : 115;
        if (shown.amodal && whole[p]) {
          if (edge(whole, p, x, y, width, height)) alpha = 255;
          else if (!visible[p]) alpha = Math.max(alpha, (x + y) % period < period / 2 ? 200 : 70);
        }
        if (!alpha || alpha < pixels.data[4 * p + 3]) continue;
        pixels.data.set([colour[0], colour[1], colour[2], alpha], 4 * p);
      }
    });
    layer.getContext("2d").putImageData(pixels, 0, 0);
    return layer;
  }

  function tag(context, text, x, y, place) {
    context.font = "600 12px system-ui, sans-serif";
    const wide = context.measureText(text).width + 8;
    const top = y >= 17 ? y - 17 : y;
    context.fillStyle = css(place);
    context.fillRect(x - 1, top, wide, 17);
    context.fillStyle = "#101014";
    context.fillText(text, x + 3, top + 12.5);
  }

  function drawBoxes(context, objects, shown, only, scale, tags) {
    objects.forEach((thing, place) => {
      if (only !== null && thing.id !== only) return;
      context.lineWidth = 2;
      context.strokeStyle = css(place);
      if (shown.amodal && thing.amodal_box) {
        context.setLineDash([5, 4]);
        context.strokeRect(...thing.amodal_box.map((value) => value * scale));
        context.setLineDash([]);
      }
      if (shown.boxes && thing.box) {
        const box = thing.box.map((value) => value * scale);
        context.strokeRect(...box);
      }
    });
    if (!tags || !shown.boxes) return;
    objects.forEach((thing, place) => {
      if (thing.box && (only === null || thing.id === only)) tag(context, thing.category, thing.box[0] * scale, thing.box[1] * scale, place);
    });
  }

  // Draws onto `canvas`, which covers the picture; `wide` is its width on the page in CSS pixels.
  function paint(canvas, image, objects, shown, { only = null, tags = false } = {}) {
    const ratio = window.devicePixelRatio || 1;
    const wide = canvas.parentElement.clientWidth;
    const scale = wide / image.width;
    canvas.width = Math.max(1, Math.round(wide * ratio));
    canvas.height = Math.max(1, Math.round(image.height * scale * ratio));
    const context = canvas.getContext("2d");
    if (shown.masks || shown.amodal) {
      context.imageSmoothingEnabled = canvas.width < image.width;
      context.imageSmoothingQuality = "high";
      context.drawImage(maskLayer(image, objects, shown, only), 0, 0, canvas.width, canvas.height);
    }
    context.scale(ratio, ratio);
    drawBoxes(context, objects, shown, only, scale, tags);
  }

  setpiece.overlay = { paint, css };
})();
