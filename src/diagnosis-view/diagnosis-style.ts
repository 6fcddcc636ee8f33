/** How a diagnosis looks beyond what all pages have. */
export const diagnosisStyle = `
.root { border-left: 4px solid var(--vscode-charts-red, var(--vscode-errorForeground)); }
.sign {
  display: inline-block; width: 1.4em; height: 1.4em; line-height: 1.4em; margin-right: 10px; text-align: center;
  border-radius: 50%; font-size: 0.85em; font-weight: 700;
  color: var(--vscode-editor-background); background: var(--vscode-charts-red, var(--vscode-errorForeground));
}
.evidence li { font-family: var(--vscode-editor-font-family); font-size: 0.95em; white-space: pre-wrap; }
.chain { display: flex; flex-wrap: wrap; gap: 8px 0; list-style: none; padding: 4px 0; margin: 0; align-items: center; }
.box {
  padding: 4px 12px; border-radius: 4px; overflow-wrap: anywhere;
  border: 1px solid var(--vscode-descriptionForeground); background: var(--vscode-editor-background);
}
.box:not(:last-child) { margin-right: 34px; position: relative; }
.box:not(:last-child)::after {
  content: '→'; position: absolute; right: -26px; top: 50%; transform: translateY(-50%); font-size: 1.2em;
}
.origin { border: 2px solid var(--vscode-charts-red, var(--vscode-errorForeground)); font-weight: 600; }
dl { margin: 8px 0 0; }
dt { font-weight: 600; overflow-wrap: anywhere; }
dd { margin: 0 0 10px 20px; }
.tag { margin-left: 8px; font-weight: 400; color: var(--vscode-descriptionForeground); }
.never {
  padding: 8px 12px; border-radius: 4px; border: 1px solid var(--vscode-inputValidation-warningBorder, var(--vscode-contrastBorder));
  background: var(--vscode-inputValidation-warningBackground); color: var(--vscode-inputValidation-warningForeground, inherit);
}
`;
