/** RFC 4180 text; a cell that a spreadsheet would run as a formula, with whatever separator it reads by, is made plain text. */
export function csv(rows: (string | number | null)[][]): string {
  return rows.map((row) => row.map(cell).join(',') + '\r\n').join('');
}

/** The beginning of a formula, at the start or behind what a locale may separate cells by; blanks and invisible characters before it pass. */
const FORMULA = /(^|[;,\t\r\n|])([\s\u00a0\u200b-\u200f\u2060\ufeff]*[=+\-@])/g;

function cell(value: string | number | null): string {
  if (value === null) return '';
  if (typeof value === 'number') return String(value);
  const text = value.replace(FORMULA, "$1'$2");
  return /[",;\t\r\n']/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
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
