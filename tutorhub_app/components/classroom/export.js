import { exportToBlob } from "@excalidraw/excalidraw";
import { restored } from "./board_sync.js";

const MARGIN = 24;
// Sharp on paper, and small enough for a phone to draw.
const SCALE = 2;
const MOST_PIXELS = 4000;
const A4_LANDSCAPE = [842, 595];
const LONGEST_NAME = 80;

/** A name that every system takes for a file. */
function fileName(title, kind) {
  const plain = title.replace(/[^\p{L}\p{N} _.-]+/gu, " ").replace(/\s+/g, " ");
  return `${plain.trim().slice(0, LONGEST_NAME) || "Lesson"}.${kind}`;
}

function save(blob, name) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

/** The page as PNG; null when nothing is on it. */
async function pictureOf(sync, page) {
  const items = sync.store.elementsOf(page);
  await sync.files.want(items);
  const elements = restored(items).filter((element) => !element.isDeleted);
  if (!elements.length) return null;
  return exportToBlob({
    elements,
    files: Object.fromEntries(sync.files.known),
    mimeType: "image/png",
    exportPadding: MARGIN,
    appState: { exportBackground: true, viewBackgroundColor: "#ffffff", exportWithDarkMode: false },
    getDimensions: (width, height) => {
      const scale = Math.min(SCALE, MOST_PIXELS / Math.max(width, height));
      return { width: width * scale, height: height * scale, scale };
    },
  });
}

/** Save the page as a picture. Whether there was anything on it. */
export async function savePicture(sync, title) {
  const picture = await pictureOf(sync, sync.page);
  if (picture) save(picture, fileName(title, "png"));
  return picture !== null;
}

/** Save all pages as one PDF, a sheet each; an empty page is an empty sheet. */
export async function savePdf(sync, title) {
  const { PDFDocument } = await import("@cantoo/pdf-lib");
  const pdf = await PDFDocument.create();
  pdf.setTitle(title);
  for (const { id } of sync.pages) {
    const picture = await pictureOf(sync, id);
    const sheet = pdf.addPage(A4_LANDSCAPE);
    if (!picture) continue;
    const image = await pdf.embedPng(await picture.arrayBuffer());
    const room = A4_LANDSCAPE.map((side) => side - 2 * MARGIN);
    const scale = Math.min(room[0] / image.width, room[1] / image.height, 1 / SCALE);
    const [width, height] = [image.width * scale, image.height * scale];
    const [x, y] = [(A4_LANDSCAPE[0] - width) / 2, (A4_LANDSCAPE[1] - height) / 2];
    sheet.drawImage(image, { x, y, width, height });
  }
  save(new Blob([await pdf.save()], { type: "application/pdf" }), fileName(title, "pdf"));
}
