// Renders the nouns of nouns.tsv from the emoji sets into one sheet of 64x64 tiles a set, and lists the tiles.
//
//   npm install --no-save @resvg/resvg-js@2.6.2 @iconify-json/noto@1.2.9 @iconify-json/twemoji@1.2.5 \
//     @iconify-json/fluent-emoji-flat@1.2.6 @iconify-json/fluent-emoji@1.2.7 @iconify-json/openmoji@1.2.29
//   node make_atlas.mjs [folder that holds node_modules; default: the working directory]
import { readFileSync, writeFileSync, mkdirSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const TILE = 64;
const MARGIN = 2;
const COLUMNS = 32;
const TRAINING = ["noto", "twemoji", "fluent-emoji-flat", "fluent-emoji"];
const EVALUATION = ["openmoji"];

const here = dirname(fileURLToPath(import.meta.url));
const require = createRequire(join(resolve(process.argv[2] ?? "."), "package.json"));
const { Resvg } = require("@resvg/resvg-js");

/** The rows of nouns.tsv as {group, noun, icons}. */
function readNouns() {
  const lines = readFileSync(join(here, "nouns.tsv"), "utf8").trimEnd().split("\n");
  return lines.slice(1).map((line) => {
    const [group, noun, icons] = line.split("\t");
    return { group, noun, icons: icons.split(",") };
  });
}

/** "a fox", "an owl": by the first letter, where "u" is a vowel in "umbrella" but not in "unicorn". */
function prompt(noun) {
  return (/^[aeio]|^um/.test(noun) ? "an " : "a ") + noun;
}

/** One icon as a TILE-sized PNG with transparent ground, its longer side filling the tile up to the margin. */
function tile(set, name) {
  const icon = set.icons[set.aliases?.[name]?.parent ?? name];
  if (!icon) {
    throw new Error(`${set.prefix}/${name}: expected an icon of this name, found none`);
  }
  const width = icon.width ?? set.width ?? 16;
  const height = icon.height ?? set.height ?? 16;
  const inner = TILE - 2 * MARGIN;
  const svg =
    `<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="${TILE}" height="${TILE}">` +
    `<svg x="${MARGIN}" y="${MARGIN}" width="${inner}" height="${inner}" ` +
    `viewBox="${icon.left ?? 0} ${icon.top ?? 0} ${width} ${height}">${icon.body}</svg></svg>`;
  return new Resvg(svg).render().asPng();
}

/** All tiles on one white sheet; nearest-neighbour, so that a tile keeps its pixels. */
function sheet(tiles) {
  const rows = Math.ceil(tiles.length / COLUMNS);
  const images = tiles.map((png, i) => {
    const x = (i % COLUMNS) * TILE;
    const y = Math.floor(i / COLUMNS) * TILE;
    return (
      `<image x="${x}" y="${y}" width="${TILE}" height="${TILE}" image-rendering="optimizeSpeed" ` +
      `href="data:image/png;base64,${png.toString("base64")}"/>`
    );
  });
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${COLUMNS * TILE}" height="${rows * TILE}">${images.join("")}</svg>`;
  return new Resvg(svg, { background: "white" }).render().asPng();
}

/** Writes folder/<set>.png for every set and folder/atlas.tsv for all of them. */
function write(folder, setNames, nouns) {
  mkdirSync(folder, { recursive: true });
  const rows = [["set", "noun", "prompt", "icon", "row", "column", "group"]];
  for (const setName of setNames) {
    const set = JSON.parse(readFileSync(require.resolve(`@iconify-json/${setName}/icons.json`), "utf8"));
    const tiles = [];
    for (const { group, noun, icons } of nouns) {
      for (const icon of icons) {
        const place = [Math.floor(tiles.length / COLUMNS), tiles.length % COLUMNS];
        rows.push([setName, noun, prompt(noun), icon, ...place, group]);
        tiles.push(tile(set, icon));
      }
    }
    writeFileSync(join(folder, `${setName}.png`), sheet(tiles));
    console.log(`${setName}: ${tiles.length} tiles`);
  }
  writeFileSync(join(folder, "atlas.tsv"), rows.map((row) => row.join("\t") + "\n").join(""));
}

const nouns = readNouns();
write(here, TRAINING, nouns);
write(join(here, "evaluation"), EVALUATION, nouns.filter(({ group }) => group === "animal"));
