/** The style of the page. Two themes from one palette; nothing is fetched. */
import { customProperties, DARK, IN_PAGE, LIGHT } from '../palette.js';
import { pictureStyle } from '../pictures/style.js';

export const STYLE = `
:root{color-scheme:light dark;${customProperties(LIGHT)};--text:15px/1.5 system-ui,-apple-system,"Segoe UI",sans-serif;--code:13px/1.5 ui-monospace,SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono",monospace}
@media(prefers-color-scheme:dark){:root{${customProperties(DARK)}}}
*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%}
body{margin:0;background:var(--paper);color:var(--ink);font:var(--text);font-variant-numeric:tabular-nums;overflow-wrap:anywhere}
.scroll{overflow-wrap:break-word}
main{max-width:1120px;margin:0 auto;padding:32px 24px 96px}
h1{font-size:22px;line-height:1.3;margin:0 0 4px;letter-spacing:-.01em;text-wrap:balance}
h2{font-size:18px;line-height:1.35;margin:56px 0 4px;letter-spacing:-.005em}
h3{font-size:15px;margin:28px 0 4px}
p{margin:0 0 12px;max-width:72ch}
a{color:inherit;text-decoration-color:var(--soft);text-underline-offset:3px}
a:hover{text-decoration-color:currentColor}
.soft{color:var(--soft)}
.small{font-size:13px}
code,pre{font:var(--code)}
.claim{font:var(--code);max-width:none;margin:2px 0 10px}
:focus-visible{outline:2px solid var(--focus);outline-offset:2px;border-radius:2px}
.holds{color:var(--holds)}.violated{color:var(--violated)}.unknown{color:var(--unknown)}.error{color:var(--error)}
.mark{font-weight:700;white-space:nowrap}
.figures{display:flex;flex-wrap:wrap;gap:8px 40px;padding:16px 0 20px;margin:0 0 8px;border-bottom:1px solid var(--line)}
.figures div{display:flex;flex-direction:column;min-width:88px}
.figures dt{color:var(--soft);order:2}
.figures dd{margin:0;font-size:26px;font-weight:600;line-height:1.15}
.figures .bad dd{color:var(--violated)}
table{border-collapse:collapse;width:100%}
.plain td,.plain th{text-align:left;padding:9px 16px 9px 0;border-bottom:1px solid var(--line);vertical-align:top}
.plain th{font-weight:500;color:var(--soft);font-size:13px}
.plain tbody th{font:inherit;color:inherit}
.plain td:last-child,.plain th:last-child{padding-right:0}
.plain .num{text-align:right;white-space:nowrap}
.verdicts th:first-child{width:112px}.verdicts .title{width:23%}.verdicts .how{width:16%}.verdicts .num{width:128px}
.verdicts .odd>*{background:var(--odd)}
.verdicts .odd td:first-child{box-shadow:-12px 0 0 var(--odd)}.verdicts .odd td:last-child{box-shadow:12px 0 0 var(--odd)}
.note{display:block;margin-top:2px}
.scroll{overflow-x:auto;max-width:100%}
.evidence{display:grid;grid-template-columns:minmax(0,max-content) auto;justify-content:start;gap:0 40px;align-items:start;margin:8px 0 0}
.effort,.unchanged{margin-top:10px}
.evidence>.picture{max-width:460px}.picture .legend{width:0;min-width:100%}
.steps{border-collapse:separate;border-spacing:0;width:auto;font:var(--code)}
.steps thead th{height:30px;padding:0 12px;text-align:left;color:var(--soft);font-weight:500;white-space:nowrap}
.steps tbody th,.steps tbody td{height:var(--row);padding:0 12px;border-top:1px solid var(--line);text-align:left;font-weight:400;vertical-align:middle}
.steps tr>:first-child{padding-left:0}
.steps .n{color:var(--soft);display:inline-block;min-width:1.4em;margin-right:.5em;text-align:right}
.steps .cell{display:-webkit-box;-webkit-box-orient:vertical;-webkit-line-clamp:2;overflow:hidden;max-height:40px;width:max-content;max-width:38ch;overflow-wrap:anywhere}
.steps .bind{color:var(--soft)}
.steps .what{white-space:nowrap}.steps .says{display:inline-block;vertical-align:middle;max-width:52ch;overflow:hidden;text-overflow:ellipsis}
.steps .num{text-align:right;white-space:nowrap}
.steps .change{display:block;width:fit-content;max-width:44ch;margin-left:2.2em;padding:0 4px;overflow:hidden;text-overflow:ellipsis;background:var(--changed);line-height:20px}.wide .says{max-width:40ch}
@media(min-width:821px){.evidence.wide{grid-template-columns:minmax(0,max-content) minmax(0,auto)}.evidence.wide>.picture{max-width:none}}
.steps .changed{background:var(--changed)}
.steps .looped>:first-child{box-shadow:inset 2px 0 0 var(--soft);padding-left:8px}
.steps .back>*{color:var(--soft)}
.steps tr.lit>*{background:var(--lit)}.steps tr.lit>.changed{background:var(--changed);box-shadow:inset 0 2px 0 var(--focus),inset 0 -2px 0 var(--focus)}
.steps .failed{color:var(--violated)}
.lanes,.strips{display:block;flex:none}
.with-strips{display:grid;grid-template-columns:max-content max-content;gap:0 28px}
.lanes .event.lit circle,.lanes .event.lit rect{stroke:var(--focus);stroke-width:4}
.gantt{display:block;width:100%;max-width:900px;min-width:560px;height:auto;margin:8px 0 16px}
.operations{display:block;max-width:none;margin:8px 0 4px}
${pictureStyle(IN_PAGE, 'system-ui,sans-serif')}
.replay{margin:12px 0 0}.replay .controls{display:flex;flex-wrap:wrap;gap:8px;align-items:center;margin:10px 0}
.replay button{font:var(--text);color:var(--ink);background:var(--raised);border:1px solid var(--line);border-radius:4px;padding:2px 10px;min-width:40px;cursor:pointer}
.replay button[aria-disabled="true"]{color:var(--soft);cursor:default;opacity:.6}.replay input{accent-color:var(--focus);flex:0 1 260px;min-width:120px}
.replay .now{max-width:none;min-height:1.5em}.replay .faults{color:var(--violated);margin-left:12px}
.replay .frames{display:flex;flex-wrap:wrap;gap:12px 40px}.replay .steps{--row:32px}.replay .steps td{max-width:44ch;overflow-wrap:anywhere}
.replay .message{display:inline-block;margin:2px 0 2px 14px}.replay .flight{max-width:none;margin-top:8px}.replay .flight .changed{background:var(--changed)}
.excerpt{margin:16px 0 0}
.excerpt figcaption{color:var(--soft);font-size:13px;margin-bottom:4px}
pre{background:var(--raised);padding:12px 16px;overflow-x:auto;border-radius:6px;margin:0;tab-size:2;line-height:1.65}
pre .no{color:var(--soft);user-select:none}
pre mark{background:none;color:inherit;text-decoration:underline wavy var(--violated) 1.5px;text-underline-offset:4px}
pre mark{text-decoration-skip-ink:none}.says-holds pre mark{text-decoration-color:var(--holds);text-decoration-style:solid}
pre .why{color:var(--soft)}pre .lit mark{background:var(--lit)}
.branch{margin:12px 0 0;padding-left:16px;border-left:2px solid var(--line)}
details{margin:8px 0 0}
summary{cursor:pointer;width:fit-content}
details.spec{border-top:1px solid var(--line);margin:0}
details.spec[open]{padding-bottom:24px}
details.spec>summary{width:auto;padding:10px 0;display:flex;flex-wrap:wrap;gap:0 12px;align-items:baseline}
details.spec>summary::before{content:"▸";color:var(--soft);width:1ch}
details.spec[open]>summary::before{content:"▾"}
details.spec>summary::-webkit-details-marker{display:none}
details.spec h3{display:inline;margin:0}
details.spec h4{font-size:14px;margin:24px 0 4px}
.charts{display:flex;flex-wrap:wrap;gap:16px 48px;margin-top:20px}
.charts figure{margin:0;max-width:100%;min-width:0}
.charts figcaption{font-weight:600;max-width:46ch}
.charts .sub{font-weight:400;color:var(--soft);font-size:13px;display:block;margin-bottom:8px}
.chart svg,.chart canvas{max-width:100%;height:auto;display:block}
.chart.vega-embed{padding:0!important;display:block;max-width:100%}
.graph svg{display:block;max-width:none}
.problems{margin:16px 0 28px}.problem{margin:16px 0 0}.problem p{margin-bottom:6px}
.answers td:first-child{width:112px}.answers td:nth-child(2){min-width:16em}.answers td{min-width:6em}
#vg-tooltip-element{background:var(--raised);color:var(--ink);border:1px solid var(--line);box-shadow:none;font:13px/1.4 system-ui,sans-serif}#vg-tooltip-element table tr td.key{color:var(--soft)}
footer{margin-top:72px;padding-top:12px;border-top:1px solid var(--line)}
@media(max-width:820px){
main{padding:20px 14px 64px}
.figures{gap:10px 28px}.figures div{min-width:0}.figures dd{font-size:22px}
.evidence{grid-template-columns:minmax(0,1fr);gap:16px 0}.evidence>.picture{max-width:100%}
.verdicts,.verdicts tbody,.answers,.answers tbody{display:block}.verdicts thead,.answers thead{position:absolute;clip-path:inset(50%);width:1px;height:1px;overflow:hidden}
.verdicts tr{display:grid;grid-template-columns:minmax(0,1fr) auto;gap:0 12px;padding:10px 0;border-bottom:1px solid var(--line)}
.verdicts td,.verdicts th:first-child,.verdicts .title,.verdicts .num{border:0;padding:0;width:auto}
.verdicts .title,.verdicts .established{grid-column:1/-1}.verdicts .num{order:-1}.verdicts .mark{order:-2}.verdicts .how{display:none}
.answers tr{display:block;padding:10px 0;border-bottom:1px solid var(--line)}.answers td{display:block;border:0!important;padding:0!important;overflow-wrap:anywhere}
.verdicts .num br{display:none}.verdicts .num .time{margin-left:8px}
.verdicts .odd{background:var(--odd);box-shadow:-14px 0 0 var(--odd),14px 0 0 var(--odd)}.verdicts .odd>*,.verdicts .odd td:first-child,.verdicts .odd td:last-child{background:none;box-shadow:none}
}
@media print{
.replay{display:none}
:root{${customProperties(LIGHT)}}
body{font-size:11pt}main{max-width:none;padding:0}
details::details-content{content-visibility:visible;display:block;height:auto}
.scroll,pre{overflow:visible}pre{white-space:pre-wrap}
.evidence{break-inside:auto}tr,figure,.problem{break-inside:avoid}h2,h3{break-after:avoid}
.verdicts .odd>*,.steps .changed{print-color-adjust:exact;-webkit-print-color-adjust:exact}
}
@media(prefers-reduced-motion:no-preference){.lanes .event circle{transition:stroke-width .1s}}
`;
