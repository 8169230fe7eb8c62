/**
 * The one style of pictures, from a palette: with the custom properties of the page in a page, with plain
 * colours in a file. Fonts one by one, since not everything that draws SVG reads the shorthand.
 */
import type { Palette } from '../palette.js';

export function pictureStyle(p: Palette, sans: string): string {
  const text = (size: number, fill: string): string =>
    `font-family:${sans};font-size:${size}px;fill:${fill}`;
  const seam = (width: number): string =>
    `paint-order:stroke;stroke:${p.paper};stroke-width:${width}px;stroke-linejoin:round`;
  const series = ['c0', 'c1', 'c2', 'c3', 'c5', 'c6'] as const;
  return `.lane-name{${text(13, p.ink)}}
.lanes .lane{stroke:${p.line};stroke-width:2}
.lanes .msg{stroke:${p.soft};stroke-width:1.5;fill:none}
.lanes .pending{stroke-dasharray:2 4}
.lanes .tip{fill:${p.soft}}
.lanes .msg-name{${text(12, p.soft)};${seam(5)}}
.lanes .loss,.lanes .crash{stroke:${p.ink};stroke-width:2;fill:none}
.lanes .absent{stroke:${p.paper};stroke-width:6}
.lanes .paused{stroke:${p.soft};stroke-width:2;stroke-dasharray:3 5}
.lanes .fold{${text(14, p.soft)};${seam(6)}}
.lanes .outage{${text(11, p.soft)};${seam(4)}}
.lanes .apart{stroke:${p.soft};stroke-width:1;opacity:.55}
.lanes .cut{stroke:${p.soft};stroke-width:.75;stroke-dasharray:1 3}
.lanes .event circle,.lanes .event rect{fill:${p.paper};stroke:${p.ink};stroke-width:1.75}
.lanes .event text{${text(11, p.ink)};font-weight:600}
.lanes .ends-violated circle,.lanes .ends-violated rect{fill:${p.violated};stroke:${p.violated}}.lanes .ends-holds circle,.lanes .ends-holds rect{fill:${p.holds};stroke:${p.holds}}
.lanes .ends-violated text,.lanes .ends-holds text{fill:${p.paper}}
.lanes .loop{stroke:${p.ink};stroke-width:1.5;fill:none}
.lanes .loop-tip{fill:${p.ink}}
.strips .field{${text(13, p.ink)}}.strips .node{${text(12, p.soft)}}
.strips .value{${text(12, p.ink)};${seam(4)}}
.strips .edge{stroke:${p.ink};stroke-width:1}.strips .rail{stroke:${p.line};stroke-width:1}
.strips .none{fill:${p.line}}
${series.map((c, i) => `.strips .v${i}{fill:${p[c]}}`).join('')}
.operations .grid{stroke:${p.line}}
.operations .tick{${text(12, p.soft)}}
.operations .bar{fill:${p.raised};stroke:${p.ink};stroke-width:1.25}
.operations .open{stroke-dasharray:3 3}.operations .refused{stroke:${p.line}}
.operations .forbidden{fill:${p.odd};stroke:${p.violated};stroke-width:2}
.operations .hatch{stroke:${p.violated};stroke-width:1}
.operations .call{${text(12, p.ink)};${seam(3)}}.operations .forbidden-call{fill:${p.violated};font-weight:600}
.operations .order{stroke:${p.c0};stroke-width:1;fill:none;opacity:.6}
.operations .point{fill:${p.c0};stroke:${p.paper};stroke-width:1.5}
.operations .nth{${text(10, p.soft)};${seam(3)}}
.gantt .grid{stroke:${p.line}}.gantt .axis{stroke:${p.soft}}
.gantt .tick{${text(12, p.soft)}}
.gantt .c0{fill:${p.c0}}.gantt .c1{fill:${p.c1}}.gantt .c2{fill:${p.c2}}
.gantt .held{fill:${p.ink}}
.gantt .late{stroke:${p.violated}}.gantt .hatch{stroke:${p.violated};stroke-width:2}
.gantt .release{stroke:${p.ink};fill:none;stroke-width:1.25}
.gantt .seam{stroke:${p.paper};fill:none;stroke-width:4}
.gantt .blocked{stroke:${p.soft}}.gantt .waits{stroke:${p.soft};stroke-width:1.5}
.gantt .deadline{stroke:${p.ink};fill:none;stroke-width:1.25}.gantt .missed{stroke:${p.violated};stroke-width:2}
.gantt .missname{${text(12, p.violated)};font-weight:600;${seam(4)}}`;
}
