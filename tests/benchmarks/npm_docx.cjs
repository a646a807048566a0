// Writes headings, paragraphs and tables with npm docx; prints seconds and the growth of memory as JSON.
// node npm_docx.cjs FOLDER-OF-MODULES BLOCKS.json TARGET.docx
"use strict";
const fs = require("fs");
const path = require("path");
const [modules, source, target] = process.argv.slice(2);
const docx = require(path.join(modules, "docx"));

const lines = (text) =>
  text.split("\n").map((line, at) => new docx.TextRun(at ? { text: line, break: 1 } : { text: line }));
const paragraph = (text) => new docx.Paragraph({ children: lines(text) });
const row = (texts, head) =>
  new docx.TableRow({
    tableHeader: head,
    children: texts.map((text) => new docx.TableCell({ children: [paragraph(text)] })),
  });

async function write(blocks, file) {
  const children = blocks.map((block) => {
    if (block.kind === "h") {
      return new docx.Paragraph({ children: lines(block.text), heading: docx.HeadingLevel[`HEADING_${block.level}`] });
    }
    if (block.kind === "p") return paragraph(block.text);
    return new docx.Table({
      width: { size: 100, type: docx.WidthType.PERCENTAGE },
      rows: [row(block.head, true), ...block.rows.map((texts) => row(texts, false))],
    });
  });
  const document = new docx.Document({ sections: [{ children }] });
  fs.writeFileSync(file, await docx.Packer.toBuffer(document));
}

(async () => {
  const blocks = JSON.parse(fs.readFileSync(source, "utf8"));
  await write(blocks.slice(0, 20), target);
  const before = process.memoryUsage().rss;
  const start = process.hrtime.bigint();
  await write(blocks, target);
  const seconds = Number(process.hrtime.bigint() - start) / 1e9;
  const peak = process.resourceUsage().maxRSS * 1024;
  process.stdout.write(JSON.stringify({ seconds, rss_mb: Math.max(0, peak - before) / 2 ** 20 }));
})();
