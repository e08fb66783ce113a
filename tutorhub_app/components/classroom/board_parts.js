/** What needs the board's library, in one script that is loaded when it is needed. */
export { BoardStore } from "./board_store.js";
export { BoardSync, restored } from "./board_sync.js";
export { savePdf, savePicture } from "./export.js";
