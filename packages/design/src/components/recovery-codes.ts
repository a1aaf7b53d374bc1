// The recovery codes, made to be kept: two columns, printable, downloadable from the server.
import { html } from 'hono/html'
import { attributes } from '../markup.ts'
import type { Html, Link } from '../markup.ts'
import { linkButton } from './button.ts'
import { icon } from './icon.ts'

export interface RecoveryCodesProps {
  label: string
  codes: readonly { code: string; used?: boolean | undefined }[]
  /** Word for a code that was used; needed as soon as one was. */
  usedText?: string | undefined
  copy?: string | undefined
  copied?: string | undefined
  print?: string | undefined
  /** A link to the server: it works without the browser's help. */
  download?: Link | undefined
}

/** Copy and print stay hidden until their modules run. */
export function recoveryCodes({ label, codes, usedText, copy, copied, print, download }: RecoveryCodesProps): Html {
  const all = codes
    .filter(({ used }) => !used)
    .map(({ code }) => code)
    .join('\n')
  const items = codes.map(
    ({ code, used }) =>
      html`<li>${used ? html`<s><bdi dir="ltr">${code}</bdi></s> <span class="badge">${usedText}</span>` : html`<bdi dir="ltr">${code}</bdi>`}</li>`,
  )
  const copying = {
    class: 'button button--quiet',
    type: 'button',
    hidden: true,
    'data-copy': all,
    'data-copied': copied,
  }
  return html`<div class="recovery-codes" role="group" aria-label="${label}">
<ol>${items}</ol>
<div class="actions no-print">
${download && linkButton({ ...download, kind: 'quiet', icon: 'download', download: true })}
${print !== undefined && html`<button class="button button--quiet" type="button" hidden data-print>${icon('print')}<span>${print}</span></button>`}
${copy !== undefined && html`<button${attributes(copying)}>${icon('copy')}<span>${copy}</span></button><span class="copy-status" role="status"></span>`}
</div>
</div>`
}
