/** RFC 4180 text; what a spreadsheet of any locale would run as a formula is made plain text. */
export function csv(rows: (string | number | null)[][]): string {
  return rows.map((row) => row.map(cell).join(',') + '\r\n').join('');
}

// The rule of FormulaGuard in platform/web: a formula begins a cell, or follows a separator of cells in another locale,
// each possibly with invisible characters before it.
const separator = '[;\\t|\\r\\n\\v\\f\\u0085\\u2028\\u2029\\uFF1B]';
const invisible =
  '[\\p{Z}\\p{Cc}\\p{Cf}\\p{Cn}"\\u034F\\u115F\\u1160\\u17B4\\u17B5\\u180B-\\u180D\\u180F\\u2800\\u3164\\uFFA0' +
  '\\uFE00-\\uFE0F\\u{E0100}-\\u{E01EF}]';
const sign =
  '[=+\\-@\\uFF1D\\uFF0B\\uFF0D\\uFF20\\uFE66\\uFE62\\uFE63\\uFE6B\\u2212\\u207A\\u207B\\u207C\\u208A\\u208B\\u208C]';
const formula = new RegExp(`(^|${separator})(?=(?:(?!${separator})${invisible})*${sign})`, 'gu');

function cell(value: string | number | null): string {
  if (value === null) return '';
  if (typeof value === 'number') return String(value);
  const guarded = value.replace(formula, "$1'");
  const text = /^[\t\r\n]/.test(guarded) ? `'${guarded}` : guarded;
  return /[",;|\t\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** Hands the rows to the browser as a file. */
export function downloadCsv(name: string, rows: (string | number | null)[][]): void {
  const address = URL.createObjectURL(new Blob([csv(rows)], { type: 'text/csv;charset=utf-8' }));
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  URL.revokeObjectURL(address);
}
