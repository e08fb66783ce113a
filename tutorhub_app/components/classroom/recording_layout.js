const COLUMN = 0.2;
const GAP = 8;
const MOST_TILES = 5;

/**
 * Where the parts of a picture of `width` by `height` stand, as {x, y, width, height}: `main`, and
 * a column of `tiles` beside it, if there are any.
 */
export function layout(width, height, tileCount) {
  const count = Math.min(tileCount, MOST_TILES);
  if (count === 0) return { main: { x: 0, y: 0, width, height }, tiles: [] };
  const column = Math.round(width * COLUMN);
  const tileWidth = column - 2 * GAP;
  const tileHeight = Math.min(
    Math.round((tileWidth * 9) / 16),
    Math.floor((height - GAP) / count) - GAP,
  );
  const tiles = Array.from({ length: count }, (_, place) => ({
    x: width - column + GAP,
    y: GAP + place * (tileHeight + GAP),
    width: tileWidth,
    height: tileHeight,
  }));
  return { main: { x: 0, y: 0, width: width - column, height }, tiles };
}

/** The largest place inside `box` for something of this size, in its middle. */
export function contained(width, height, box) {
  const scale = Math.min(box.width / width, box.height / height);
  return {
    x: box.x + (box.width - width * scale) / 2,
    y: box.y + (box.height - height * scale) / 2,
    width: width * scale,
    height: height * scale,
  };
}

/** The part of something of this size that fills `box` when the rest is cut off. */
export function covering(width, height, box) {
  const scale = Math.max(box.width / width, box.height / height);
  const [sourceWidth, sourceHeight] = [box.width / scale, box.height / scale];
  return {
    x: (width - sourceWidth) / 2,
    y: (height - sourceHeight) / 2,
    width: sourceWidth,
    height: sourceHeight,
  };
}
