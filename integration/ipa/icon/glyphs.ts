/*
 * A small geometric typeface, drawn with a single round pen. Each glyph is one or more strokes, parted by `|`, on a
 * grid whose y axis points down: capitals stand on y = 100 and reach up to y = 0, round ones a little further, as
 * round shapes look smaller than they are. A stroke runs through
 *   L x y                     to a point (the first one lifts the pen)
 *   C x1 y1 x2 y2 x y         along a cubic Bézier curve, as in SVG
 *   A cx cy rx ry from to     along an ellipse between two angles in degrees, 0 to the right and 90 down
 */
export const GLYPHS: Record<string, string> = {
  A: 'L0 100 L41 -1 L82 100 | L14 67 L68 67',
  B: 'L30 48 L0 48 L0 0 L30 0 A30 24 24 24 -90 90 L34 48 A34 74 27 26 -90 90 L0 100 L0 48',
  C: 'A50 50 50 51 -46 -314',
  D: 'L0 0 L32 0 A32 50 47 50 -90 90 L0 100 L0 0',
  E: 'L53 0 L0 0 L0 100 L53 100 | L0 49 L46 49',
  F: 'L52 0 L0 0 L0 100 | L0 50 L44 50',
  G: 'A50 50 50 51 -46 -360 L58 50',
  H: 'L0 0 L0 100 | L70 0 L70 100 | L0 49 L70 49',
  I: 'L0 0 L0 100',
  J: 'L45 0 L45 74 A21 74 24 27 0 155',
  K: 'L0 0 L0 100 | L60 0 L0 61 | L22 39 L64 100',
  L: 'L0 0 L0 100 L51 100',
  M: 'L0 100 L0 0 L44 64 L88 0 L88 100',
  N: 'L0 100 L0 0 L72 100 L72 0',
  O: 'A51 50 51 51 0 360',
  P: 'L0 100 L0 0 L33 0 A33 28 28 28 -90 90 L0 56',
  Q: 'A51 50 51 51 0 360 | L64 64 L98 101',
  R: 'L0 100 L0 0 L33 0 A33 27 27 27 -90 90 L0 54 | L31 54 L62 100',
  S: 'L56 17 C51 5 42 -1 31 -1 C15 -1 4 9 4 24 C4 40 17 45 31 49 C47 53 62 58 62 75 C62 91 49 101 32 101 C17 101 5 94 0 81',
  T: 'L0 0 L74 0 | L37 0 L37 100',
  U: 'L0 0 L0 65 A35 65 35 36 180 0 L70 0',
  V: 'L0 0 L41 101 L82 0',
  W: 'L0 0 L28 101 L56 4 L84 101 L112 0',
  X: 'L0 0 L70 100 | L70 0 L0 100',
  Y: 'L0 0 L38 52 L76 0 | L38 52 L38 100',
  Z: 'L2 0 L66 0 L0 100 L68 100',
  0: 'A33 50 33 51 0 360',
  1: 'L0 19 L27 0 L27 100',
  2: 'L2 27 C4 10 15 -1 31 -1 C48 -1 59 10 59 26 C59 40 50 49 38 61 L0 100 L62 100',
  3: 'L4 17 C8 5 17 -1 28 -1 C43 -1 54 9 54 23 C54 38 43 47 26 47 C46 47 58 57 58 73 C58 90 45 101 28 101 C15 101 4 94 0 82',
  4: 'L50 100 L50 0 L0 70 L68 70',
  5: 'L54 0 L11 0 L6 47 C12 40 20 36 30 36 C48 36 61 49 61 68 C61 87 48 101 29 101 C16 101 6 95 0 85',
  6: 'L45 0 C24 22 0 42 0 68 A32 68 32 33 180 -180',
  7: 'L0 0 L60 0 L20 100',
  8: 'A30 24 25 25 0 360 | A30 75 30 26 0 360',
  9: 'L19 100 C40 78 64 58 64 32 A32 32 32 33 0 360',
};

/** A parcel, for apps whose names give no letter. */
export const NEUTRAL_GLYPH =
  'L45 0 L90 25 L90 75 L45 100 L0 75 L0 25 L45 0 | L0 25 L45 50 L90 25 | L45 50 L45 100';

/** The width of the pen, in units of the grid. */
export const PEN_WIDTH = 17;
