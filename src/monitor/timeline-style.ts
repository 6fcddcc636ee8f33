/** How the timeline's picture and list look. Shapes, stripes and outlines say the same as the colours. */
export const timelineStyle = `
.timeline { width: 100%; height: auto; display: block; margin: 8px 0; }
.timeline text { fill: var(--vscode-foreground); font-size: 12.5px; font-family: var(--vscode-font-family); }
.timeline .time { fill: var(--vscode-descriptionForeground); font-size: 11.5px; }
.timeline .tick { stroke: var(--vscode-panel-border, var(--vscode-contrastBorder)); stroke-dasharray: 2 4; }
.timeline .ground { stroke: var(--vscode-descriptionForeground); stroke-opacity: 0.35; }
.span { stroke: none; fill-opacity: 0.55; }
.span.healthy { fill: var(--vscode-charts-green); }
.span.running { fill: var(--vscode-charts-green); fill-opacity: 0.28; }
.span.unhealthy { fill: url(#stripes); fill-opacity: 1; }
.stripe { fill: var(--vscode-charts-yellow); }
.stripe-ground { fill: var(--vscode-editor-background); }
.span.paused { fill: var(--vscode-charts-blue); fill-opacity: 0.3; }
.span.stopped { fill: none; stroke: var(--vscode-descriptionForeground); stroke-dasharray: 3 2; }
.span.failed { fill: var(--vscode-charts-red); fill-opacity: 0.5; stroke: var(--vscode-charts-red); }
.vscode-high-contrast .span, .vscode-high-contrast-light .span { stroke: currentColor; }
.mark { cursor: pointer; }
.mark:focus { outline: none; }
.mark .shape { stroke: var(--vscode-editor-background); stroke-width: 1.5; fill: var(--vscode-descriptionForeground); }
.mark.good .shape { fill: var(--vscode-charts-green); }
.mark.warning .shape { fill: var(--vscode-charts-yellow); }
.mark.bad .shape { fill: var(--vscode-charts-red); }
.mark .halo { fill: none; stroke: none; }
.mark:hover .halo { stroke: var(--vscode-foreground); }
.mark:focus-visible .halo { stroke: var(--vscode-focusBorder); stroke-width: 2; }
.timeline .mark .count { fill: var(--vscode-editor-background); font-size: 9.5px; font-weight: 700; }
.detail { min-height: 3.2em; white-space: pre-wrap; margin: 0 0 4px; padding: 6px 10px; border-radius: 4px;
  background: var(--vscode-textBlockQuote-background); }
.legend { display: flex; flex-wrap: wrap; gap: 4px 18px; margin: 0 0 20px; color: var(--vscode-descriptionForeground); }
.legend span { display: inline-flex; align-items: center; gap: 6px; }
.legend svg { height: 16px; }
table { border-collapse: collapse; width: 100%; }
th { text-align: left; font-weight: 600; border-bottom: 1px solid var(--vscode-panel-border, var(--vscode-contrastBorder)); }
th, td { padding: 3px 12px 3px 0; vertical-align: top; overflow-wrap: anywhere; }
.when, .from { white-space: nowrap; color: var(--vscode-descriptionForeground); }
tr.bad td:last-child { color: var(--vscode-errorForeground); }
button.link { background: none; border: none; padding: 0; color: var(--vscode-textLink-foreground); text-decoration: underline; }
tr.chosen { background: var(--vscode-list-inactiveSelectionBackground); }
`;
