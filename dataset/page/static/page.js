// Fills the page from setpiece.data. Texts from the dataset are set as text, never as HTML.
(function () {
  "use strict";

  const data = setpiece.data;
  const summary = data.manifest.summary;
  const view = { base: "image", boxes: true, masks: false, amodal: false };
  const at = (id) => document.getElementById(id);
  const count = (number, one, many) => `${number.toLocaleString("en")} ${number === 1 ? one : many}`;

  setpiece.describe = function (list, pairs) {
    list.replaceChildren(...pairs.flatMap(([term, text]) => {
      const dt = document.createElement("dt"), dd = document.createElement("dd");
      dt.textContent = term;
      dd.textContent = text;
      return [dt, dd];
    }));
  };

  function header() {
    document.title = `${data.name} · setpiece`;
    at("name").textContent = data.name;
    const parts = [
      count(summary.images, "image", "images"),
      count(summary.annotations, "annotated object", "annotated objects"),
      count(data.manifest.categories.length, "class", "classes"),
    ];
    if (data.manifest.config.seed !== undefined) parts.push(`seed ${data.manifest.config.seed}`);
    at("summary").textContent = parts.join(" · ");
    if (summary.images > data.gallery.length) {
      at("limit").hidden = false;
      at("limit").textContent = `The first ${count(data.gallery.length, "image is", "images are")} shown here; the charts count all ${summary.images.toLocaleString("en")}.`;
    }
  }

  function images() {
    const select = at("filter");
    for (const { name } of data.manifest.categories) select.append(new Option(name, name));
    const chosen = () => data.gallery.filter((entry) => select.value === "" || entry.categories.includes(select.value));
    const gallery = setpiece.gallery.build(at("gallery"), data.gallery, view, (entry) => setpiece.detail.open(entry, chosen(), view));
    const filter = () => { at("shown").textContent = `${count(gallery.filter(select.value), "image", "images")} shown`; };
    select.addEventListener("change", filter);
    filter();
    tools(() => { gallery.redraw(); setpiece.detail.refresh(); });
    if (data.gallery.length === 0) at("gallery").textContent = "No image is finished yet.";
  }

  // The same switches above the gallery and in the large view, kept in step.
  function tools(changed) {
    const copies = ["bases", "overlays"].map((id) => {
      const copy = at(id).cloneNode(true);
      copy.removeAttribute("id");
      copy.querySelectorAll("[name=base]").forEach((input) => { input.name = "detail-base"; });
      return copy;
    });
    at("detail-tools").append(...copies);
    const inputs = [...document.querySelectorAll("#bases input, #overlays input, #detail-tools input")];
    const sync = () => inputs.forEach((input) => { input.checked = input.type === "radio" ? input.value === view.base : view[input.name]; });
    for (const input of inputs) {
      if (input.type === "radio") input.disabled = data.gallery.length > 0 && !data.gallery[0].previews[input.value];
      input.addEventListener("change", () => {
        if (input.type === "radio") view.base = input.value; else view[input.name] = input.checked;
        sync();
        changed();
      });
    }
    sync();
  }

  function charts() {
    const { categories, sizes, visible, heat } = data.statistics;
    const { bars, columns } = setpiece.charts;
    const tenths = visible.map((_, bin) => `${bin * 10}`).concat("100");
    at("charts").append(
      bars("Objects by class", categories),
      columns("Size", sizes.edges.map(String), sizes.counts, "Pixels: the square root of the visible area."),
      columns("Visible share", tenths, visible, "Per cent of the object's outline in the frame that nothing hides."),
      setpiece.charts.heat("Position", heat, "How many boxes cover each part of the frame."),
    );
  }

  function quarantine() {
    const frames = data.quarantine;
    at("quarantine-text").textContent = summary.quarantined
      ? `${count(summary.quarantined, "frame", "frames")} failed the label proof: picture and labels did not show the same. Such a frame is kept out of the dataset, and the next draw takes its place.`
      : "No frame failed the label proof: in every image, the renderer's own passes agree with the labels.";
    if (summary.quarantined > frames.length) at("quarantine-text").textContent += ` The first ${frames.length} are shown.`;
    for (const frame of frames) {
      const figure = document.createElement("figure"), caption = document.createElement("figcaption");
      if (frame.file) {
        const image = document.createElement("img");
        image.loading = "lazy";
        image.src = frame.file;
        image.alt = `Quarantined frame of image ${frame.index}`;
        figure.append(image);
      }
      const reason = document.createElement("span");
      reason.className = "warn";
      reason.textContent = frame.reason;
      caption.append(`#${frame.index}, attempt ${frame.attempt}: `, reason);
      figure.append(caption);
      at("quarantined").append(figure);
    }
  }

  function origin() {
    const { manifest } = data;
    setpiece.describe(at("origin"), [
      ["Config hash", manifest.config_sha256],
      ["Annotations hash", summary.annotations_sha256],
      ["Objects out of sight", `${summary.hidden_objects.toLocaleString("en")} (wholly hidden or outside the frame, so not annotated)`],
      ["Licence of the data", "yours to choose; setpiece claims none"],
    ]);
    at("config").textContent = JSON.stringify(manifest.config, null, 2);
    at("versions").textContent = Object.entries(manifest.versions).map(([name, version]) => `${name} ${version}`).join("\n");
    for (const asset of summary.assets) {
      const row = at("assets").insertRow();
      for (const text of [asset.source, asset.name, `variant ${asset.variant}`, asset.sha256.slice(0, 16)]) row.insertCell().textContent = text;
    }
  }

  header();
  images();
  charts();
  quarantine();
  origin();
})();
