// The frame of every mail: band with the mark, one heading, facts, at most one button, and who sends this. Built of
// tables with inline styles, for programs that know nothing newer; the rules and where they come from stand in
// docs/runbooks/mail.md.
import { html, raw } from 'hono/html'
import type { Content, Html } from '../markup.ts'
import { attributes } from '../markup.ts'
import { MAIL_SHEET, styled } from './mail-style.ts'

/** A picture that travels with the mail. */
export interface MailPicture {
  /** `cid:…` (RFC 2392). */
  src: string
  width: number
  height: number
}
export interface MailAction {
  label: string
  href: string
}
export interface MailPage {
  lang: string
  /** Of the document; programs show the mail's own subject. */
  title: string
  /** What a list of mails shows behind the subject. */
  preview: string
  productName: string
  mark: MailPicture
  /** Whom it is from besides: application and employer, each isolated. */
  from: readonly string[]
  logo?: MailPicture | undefined
  heading: string
  greeting: string | null
  paragraphs: readonly string[]
  code: string | null
  facts: readonly { label: string; value: string }[]
  button: MailAction | null
  /** Said of an address that is written out under its button. */
  addressHint: string
  closing: readonly string[]
  /** The other thing to do: to say that it was somebody else. */
  stop: (MailAction & { heading: string; text: string }) | null
  /** The same in another language, where nobody knows which one is read. */
  translation: { lang: string; heading: string; paragraphs: readonly string[] } | null
  foot: readonly string[]
}

const WIDTH = 560
const TABLE = raw('role="presentation" border="0" cellpadding="0" cellspacing="0"')
// Word, which draws mails in Outlook for Windows, knows no greatest width.
const FOR_WORD = raw(`<!--[if mso]><table ${TABLE} width="${WIDTH}" align="center"><tr><td><![endif]-->`)
const END_FOR_WORD = raw('<!--[if mso]></td></tr></table><![endif]-->')

const picture = ({ src, width, height }: MailPicture): Html =>
  html`<img${attributes({ src, width, height, alt: '' })} style="display:block;border:0;width:${String(width)}px;height:${String(height)}px">`
const paragraph = (text: Content): Html =>
  html`<p${styled('ink', 'margin:0 0 16px;font-size:16px;line-height:24px;word-break:break-word')}>${text}</p>`
const small = (text: Content): Html =>
  html`<p${styled('soft', 'margin:0 0 8px;font-size:13px;line-height:19px;word-break:break-word')}>${text}</p>`

/** A table's cell as button: it needs no picture and no script, and Word keeps its colour and its room. */
function buttonOf({ label, href }: MailAction, kind: 'go' | 'stop', hint: string): Html {
  const border = kind === 'stop' ? 'border-width:2px;border-style:solid;' : ''
  return html`<table ${TABLE} class="m-button" style="margin:8px 0 16px"><tr><td align="center"${styled(kind, `${border}border-radius:8px;mso-padding-alt:14px 24px`)}><a${attributes({ href })}${styled(`on-${kind}`, 'display:block;padding:14px 24px;font-size:17px;line-height:22px;font-weight:bold;text-decoration:none')}>${label}</a></td></tr></table>
${small(hint)}<p${styled('soft', 'margin:0 0 24px;font-size:13px;line-height:19px;word-break:break-all')}><bdi dir="ltr">${href}</bdi></p>`
}

const factsOf = (facts: MailPage['facts']): Html =>
  html`<table border="0" cellpadding="0" cellspacing="0" width="100%" class="m-facts" style="margin:0 0 24px;width:100%">${facts.map(
    ({ label, value }) =>
      html`<tr><th scope="row" align="left" valign="top" width="120"${styled('label', 'width:120px;padding:10px 12px 10px 0;border-top-width:1px;border-top-style:solid;font-size:14px;line-height:22px;font-weight:normal')}>${label}</th><td valign="top"${styled('value', 'padding:10px 0;border-top-width:1px;border-top-style:solid;font-size:16px;line-height:22px;word-break:break-word')}><bdi>${value}</bdi></td></tr>`,
  )}</table>`

const codeOf = (code: string): Html =>
  html`<table ${TABLE} width="100%" style="margin:0 0 20px;width:100%"><tr><td align="center"${styled('code', 'padding:18px 12px;border-radius:8px;font-size:34px;line-height:40px;font-weight:bold;letter-spacing:6px')}><bdi dir="ltr">${code}</bdi></td></tr></table>`

/** On white in both schemes, since it was drawn for that. */
const logoOf = (logo: MailPicture): Html =>
  html`<td align="right" valign="middle" style="padding:0 0 0 12px"><table ${TABLE}><tr><td bgcolor="#ffffff" style="padding:6px;background-color:#ffffff;border-radius:8px">${picture(logo)}</td></tr></table></td>`

const bandOf = ({ mark, productName, from, logo }: MailPage): Html => {
  const below = from.map((name, at) => html`${at > 0 && ' · '}<bdi>${name}</bdi>`)
  return html`<tr><td${styled('band', 'padding:16px 28px;border-bottom-width:4px;border-bottom-style:solid;border-radius:12px 12px 0 0', 'cell')}><table ${TABLE} width="100%" style="width:100%"><tr><td width="40" valign="middle" style="width:40px">${picture(mark)}</td><td valign="middle" style="padding:0 0 0 12px"><p${styled('name', 'margin:0;font-size:20px;line-height:24px;font-weight:bold')}>${productName}</p>${below.length > 0 && html`<p${styled('below', 'margin:0;font-size:14px;line-height:20px;word-break:break-word')}>${below}</p>`}</td>${logo && logoOf(logo)}</tr></table></td></tr>`
}

const headingOf = (text: string, level: 1 | 2): Html => {
  const style = styled(
    'ink',
    level === 1
      ? 'margin:0 0 16px;font-size:24px;line-height:30px;font-weight:bold;word-break:break-word'
      : 'margin:0 0 8px;font-size:18px;line-height:24px;font-weight:bold',
  )
  return level === 1 ? html`<h1${style}>${text}</h1>` : html`<h2${style}>${text}</h2>`
}

/** A part below a line, inside the sheet. */
const partOf = (content: Content): Html =>
  html`<table ${TABLE} width="100%" style="width:100%"><tr><td${styled('row', 'padding:24px 0 0;border-top-width:1px;border-top-style:solid')}>${content}</td></tr></table>`

/** The HTML part of a mail. */
export function mailPage(page: MailPage): Html {
  const { lang, title, preview, heading, greeting, paragraphs, code, facts, button, addressHint, closing } = page
  const { stop, translation, foot } = page
  const sheet = html`${headingOf(heading, 1)}
${greeting !== null && paragraph(greeting)}${paragraphs.map(paragraph)}
${code !== null && codeOf(code)}${facts.length > 0 && factsOf(facts)}
${button && buttonOf(button, 'go', addressHint)}${closing.map(paragraph)}
${stop && partOf(html`${headingOf(stop.heading, 2)}${paragraph(stop.text)}${buttonOf(stop, 'stop', addressHint)}`)}
${translation && html`<div lang="${translation.lang}">${partOf(html`${headingOf(translation.heading, 2)}${translation.paragraphs.map(paragraph)}`)}</div>`}`
  return html`<!doctype html>
<html lang="${lang}" dir="ltr">
<head>
<meta charset="utf-8">
<title>${title}</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="supported-color-schemes" content="light dark">
<meta name="format-detection" content="telephone=no,date=no,address=no,email=no">
<style>${raw(MAIL_SHEET)}</style>
</head>
<body${styled('page', 'margin:0;padding:0')}>
<div style="display:none;max-height:0;overflow:hidden;mso-hide:all" aria-hidden="true">${preview}</div>
<table ${TABLE} width="100%"${styled('page', 'width:100%')}><tr><td align="center" style="padding:16px 8px 24px">${FOR_WORD}
<table ${TABLE} width="100%" style="width:100%;max-width:${String(WIDTH)}px;border-collapse:separate;text-align:left">
${bandOf(page)}
<tr><td${styled('sheet', 'padding:28px 28px 12px;border-width:1px;border-style:solid;border-top-width:0;border-radius:0 0 12px 12px', 'cell')}>
${sheet}
</td></tr>
<tr><td class="m-cell" style="padding:20px 28px 0">${foot.map(small)}</td></tr>
</table>
${END_FOR_WORD}</td></tr></table>
</body>
</html>`
}
