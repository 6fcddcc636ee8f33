/** What every page of Holdfast looks like, in the colours and fonts of the window's theme. */
export const pageStyle = `
body { padding: 0 24px 32px; max-width: 1100px; font-size: var(--vscode-font-size); line-height: 1.5; }
main { outline: none; }
h1 { font-size: 1.6em; font-weight: 600; margin: 20px 0 8px; }
h2 { font-size: 1.2em; font-weight: 600; margin: 0 0 8px; }
h3 { font-size: 1em; font-weight: 600; margin: 16px 0 4px; }
p { margin: 4px 0 8px; }
ul, ol { margin: 4px 0 8px; padding-left: 24px; }
li { margin: 2px 0; overflow-wrap: anywhere; }
button, select {
  font: inherit; padding: 4px 12px; border-radius: 4px; cursor: pointer;
  color: var(--vscode-button-secondaryForeground); background: var(--vscode-button-secondaryBackground);
  border: 1px solid var(--vscode-button-border, var(--vscode-contrastBorder, transparent));
}
button:hover { background: var(--vscode-button-secondaryHoverBackground); }
button.first { color: var(--vscode-button-foreground); background: var(--vscode-button-background); }
button.first:hover { background: var(--vscode-button-hoverBackground); }
select { color: var(--vscode-dropdown-foreground); background: var(--vscode-dropdown-background); padding: 4px 6px;
  border: 1px solid var(--vscode-dropdown-border, var(--vscode-contrastBorder, transparent)); }
:focus-visible { outline: 1px solid var(--vscode-focusBorder); outline-offset: 2px; }
.bar { display: flex; flex-wrap: wrap; gap: 8px; align-items: center; margin: 8px 0 16px; }
.quiet { color: var(--vscode-descriptionForeground); }
.card {
  border: 1px solid var(--vscode-widget-border, var(--vscode-contrastBorder, var(--vscode-panel-border)));
  border-radius: 6px; padding: 16px 20px; margin: 0 0 16px; background: var(--vscode-editorWidget-background);
}
code, pre { font-family: var(--vscode-editor-font-family); font-size: var(--vscode-editor-font-size); }
.forced code, .vscode-high-contrast code { color: inherit; background: none; }
.hidden { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
`;
