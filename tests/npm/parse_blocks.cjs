// {name: block HTML} on standard input -> {name: blocks} as WordPress's own parser reads them.
const { parse } = require("@wordpress/block-serialization-default-parser");
const documents = JSON.parse(require("node:fs").readFileSync(0, "utf8"));
const parsed = Object.fromEntries(Object.entries(documents).map(([name, html]) => [name, parse(html)]));
process.stdout.write(JSON.stringify(parsed));
