// Histograms as SVG.
(function () {
  "use strict";

  const SVG = "http://www.w3.org/2000/svg";

  function svg(name, attributes, text) {
    const element = document.createElementNS(SVG, name);
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
    if (text !== undefined) element.textContent = text;
    return element;
  }

  function figure(title, note) {
    const box = document.createElement("div");
    box.className = "chart";
    const heading = document.createElement("h3");
    heading.textContent = title;
    box.append(heading);
    if (note) {
      const words = document.createElement("p");
      words.className = "quiet";
      words.textContent = note;
      box.append(words);
    }
    return box;
  }

  function shorten(text, limit) { return text.length > limit ? text.slice(0, limit - 1) + "…" : text; }

  // Horizontal bars, one row per [label, count].
  function bars(title, rows) {
    const box = figure(title);
    const most = Math.max(1, ...rows.map((row) => row[1]));
    const height = rows.length * 24;
    const described = rows.map(([label, count]) => `${label}: ${count}`).join(", ");
    const drawing = svg("svg", { viewBox: `0 0 440 ${Math.max(24, height)}`, role: "img", "aria-label": `${title}. ${described}` });
    rows.forEach(([label, count], row) => {
      const y = row * 24;
      const line = svg("g", {});
      line.append(svg("title", {}, `${label}: ${count}`));
      line.append(svg("text", { x: 122, y: y + 16, "text-anchor": "end" }, shorten(label, 18)));
      line.append(svg("rect", { class: "bar-mark", x: 132, y: y + 4, width: (count / most) * 250, height: 16, rx: 3 }));
      line.append(svg("text", { class: "quiet", x: 138 + (count / most) * 250, y: y + 16 }, count.toLocaleString("en")));
      drawing.append(line);
    });
    const scroll = document.createElement("div");
    scroll.className = "tall";
    if (height > 400) scroll.tabIndex = 0;
    scroll.append(drawing);
    box.append(scroll);
    return box;
  }

  // Vertical bars over an axis: counts between edges (one more label than bars, or as many).
  function columns(title, labels, counts, note) {
    const box = figure(title, note);
    const most = Math.max(1, ...counts);
    const step = 420 / counts.length;
    const described = counts.map((count, bin) => `${labels[bin]}${labels[bin + 1] ? " to " + labels[bin + 1] : " and more"}: ${count}`).join(", ");
    const drawing = svg("svg", { viewBox: "0 0 440 210", role: "img", "aria-label": `${title}. ${described}` });
    drawing.append(svg("line", { class: "track", x1: 10, x2: 430, y1: 180, y2: 180 }));
    counts.forEach((count, bin) => {
      const tall = (count / most) * 150;
      const x = 10 + bin * step;
      const column = svg("g", {});
      column.append(svg("title", {}, `${labels[bin]}${labels[bin + 1] ? " to " + labels[bin + 1] : " and more"}: ${count}`));
      column.append(svg("rect", { class: "bar-mark", x: x + 2, y: 180 - tall, width: step - 4, height: tall, rx: 3 }));
      if (count) column.append(svg("text", { class: "quiet", x: x + step / 2, y: 174 - tall, "text-anchor": "middle" }, count.toLocaleString("en")));
      drawing.append(column);
    });
    labels.forEach((label, bin) => drawing.append(svg("text", { class: "quiet", x: 10 + bin * step, y: 198, "text-anchor": "middle" }, label)));
    box.append(drawing);
    return box;
  }

  function heat(title, rows, note) {
    const box = figure(title, note);
    const most = Math.max(1, ...rows.flat());
    const tall = rows.length * 13, wide = rows[0].length * 13;
    const drawing = svg("svg", { viewBox: `0 0 ${wide} ${tall}`, role: "img", "aria-label": `${title}. Darkest cell: ${most} boxes.` });
    rows.forEach((row, r) => row.forEach((count, c) => {
      if (!count) return;
      const cell = svg("rect", { class: "cell", x: c * 13, y: r * 13, width: 13, height: 13, "shape-rendering": "crispEdges", "fill-opacity": (count / most).toFixed(3) });
      cell.append(svg("title", {}, `${count} boxes`));
      drawing.append(cell);
    }));
    drawing.append(svg("rect", { class: "track", x: 0, y: 0, width: wide, height: tall, rx: 4 }));
    box.append(drawing);
    return box;
  }

  setpiece.charts = { bars, columns, heat };
})();
