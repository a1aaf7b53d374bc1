// A table that becomes a card a row on small screens, and stays a table for screen readers.
import { html } from 'hono/html'
import { attributes, joinTokens } from '../markup.ts'
import type { Content, Html } from '../markup.ts'

export interface DataTableProps {
  caption: string
  captionHidden?: boolean | undefined
  columns: readonly { text: string; numeric?: boolean | undefined }[]
  /** A cell for every column; the first one heads its row. */
  rows: readonly (readonly Content[])[]
}

/** Roles are written out, since `display: block` would take the table's meaning away. */
export function dataTable({ caption, captionHidden = false, columns, rows }: DataTableProps): Html {
  const kind = (index: number) => columns[index]?.numeric && 'numeric'
  const head = columns.map(
    ({ text, numeric }) =>
      html`<th${attributes({ scope: 'col', role: 'columnheader', class: joinTokens(numeric && 'numeric') })}>${text}</th>`,
  )
  const body = rows.map((row) => {
    const cells = row.map((cell, index) =>
      index === 0
        ? html`<th${attributes({ scope: 'row', role: 'rowheader', class: joinTokens(kind(0)) })}>${cell}</th>`
        : html`<td${attributes({ role: 'cell', 'data-label': columns[index]?.text, class: joinTokens(kind(index)) })}><div>${cell}</div></td>`,
    )
    return html`<tr role="row">${cells}</tr>`
  })
  return html`<table class="data-table" role="table"><caption${attributes({ class: joinTokens(captionHidden && 'visually-hidden') })}>${caption}</caption>
<thead role="rowgroup"><tr role="row">${head}</tr></thead>
<tbody role="rowgroup">${body}</tbody></table>`
}
