// COCO's compressed run lengths, as pycocotools writes them: base-48 digits of five bits, least significant first; every run
// after the third is stored as its difference to the last but one. Runs go down the columns and start with background.
(function () {
  "use strict";

  function lengths(counts) {
    const runs = [];
    let at = 0;
    while (at < counts.length) {
      let value = 0, shift = 0, digit;
      do {
        digit = counts.charCodeAt(at++) - 48;
        value |= (digit & 31) << shift;
        shift += 5;
      } while (digit & 32);
      if (digit & 16) value |= -1 << shift;
      if (runs.length > 2) value += runs[runs.length - 2];
      runs.push(value);
    }
    return runs;
  }

  // Uint8Array of width * height, row by row, 1 where the mask is.
  function decode(counts, width, height) {
    const mask = new Uint8Array(width * height);
    let position = 0;
    lengths(counts).forEach((run, number) => {
      if (number % 2 === 1) {
        for (let p = position; p < position + run; p++) mask[(p % height) * width + Math.floor(p / height)] = 1;
      }
      position += run;
    });
    return mask;
  }

  setpiece.rle = { lengths, decode };
})();
