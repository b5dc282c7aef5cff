// A QR code as a picture, drawn from the rows of modules that the server gives.

import { svg } from "./elements.js";

// What the standard wants left empty around the modules (ISO/IEC 18004).
const QUIET = 4;

/** Draw a code; each row is a string of 1 (dark) and 0 (light). It is black on white in every colour scheme. */
export function qrCode(rows, label) {
  const size = rows.length + 2 * QUIET;
  const dark = rows
    .flatMap((row, y) => [...row.matchAll(/1+/g)].map(({ 0: run, index }) => `M${index + QUIET} ${y + QUIET}h${run.length}v1h-${run.length}z`))
    .join("");
  return svg(
    "svg",
    { class: "qr", viewBox: `0 0 ${size} ${size}`, role: "img", "aria-label": label, "shape-rendering": "crispEdges" },
    svg("path", { d: `M0 0h${size}v${size}h-${size}z`, fill: "#fff" }),
    svg("path", { d: dark, fill: "#000" }),
  );
}
