// The frame of every HTML page: head, skip link, footer. The two shells put their own body into it.
import { html } from 'hono/html'
import { isWholeOnJourney } from './assets.ts'
import { icon } from './components/icon.ts'
import { logo } from './components/logo.ts'
import type { Brand } from './components/logo.ts'
import { attributes } from './markup.ts'
import type { Content, Html, Link } from './markup.ts'
import { unbroken } from './unbroken.ts'

export type BrowserModule =
  | 'submit-once'
  | 'error-summary'
  | 'copy'
  | 'print'
  | 'show-password'
  | 'code-entry'
  | 'popup'
  | 'menu'
  | 'open-target'
  | 'passkey'
  | 'wait'

export interface PageFrame {
  lang: string
  dir?: 'ltr' | 'rtl' | undefined
  /** Forces a colour scheme that the person chose; absent, the device decides. */
  scheme?: 'light' | 'dark' | undefined
  /** The one thing to do here; equal to the h1. */
  title: string
  /** "Error: ", only on a page that shows one. */
  errorPrefix?: string | undefined
  brand: Brand
  productName: string
  homeHref?: string | undefined
  skipLabel: string
  /** The real host: people learn to look for it. */
  hostName: string
  helpHref: string
  helpLabel: string
  footerLinks?: readonly Link[] | undefined
  languages: {
    label: string
    links: readonly { lang: string; name: string; href: string; current?: boolean | undefined }[]
  }
  banner?: Content | undefined
  /** Where the files of `assets` are served, hash included, no slash at the end. */
  assetsBase: string
  modules?: readonly BrowserModule[] | undefined
  /** Addresses of the page's own modules. */
  scripts?: readonly string[] | undefined
  /** More for the head: a manifest, a refresh for those without script. */
  head?: Content | undefined
  bodyId?: string | undefined
  content: Content
}

// What the browser paints its own edges with, before the stylesheet is there.
const edges: Record<Brand, { light: string; dark: string }> = {
  sluis: { light: '#0d3a3c', dark: '#082628' },
  kade: { light: '#1d2c54', dark: '#131a33' },
}

/** Modules in the order of first mention, each once. */
function scriptsOf(
  { assetsBase, modules = [], scripts = [], errorPrefix }: PageFrame,
  always: readonly BrowserModule[],
): Html[] {
  const names = new Set<BrowserModule>([
    ...always,
    ...(errorPrefix === undefined ? [] : ['error-summary' as const]),
    ...modules,
  ])
  const addresses = [...[...names].map((name) => `${assetsBase}/${name}.js`), ...scripts]
  return addresses.map((src) => html`<script type="module" src="${src}"></script>`)
}

/** Journeys of ours get a smaller sheet, where nothing on the page needs the whole one. */
const sheetOf = ({ brand, scheme }: PageFrame, { bodyClass, body }: Shell): 'journey' | 'sluis' =>
  bodyClass === 'journey' &&
  brand === 'sluis' &&
  scheme === undefined &&
  !(body instanceof Promise) &&
  isWholeOnJourney(body.toString())
    ? 'journey'
    : 'sluis'

/** `head`: finished markup before the body: drawings, which are longer than all the words and need no look at them. */
type Shell = { bodyClass: 'journey' | 'app'; modules: readonly BrowserModule[]; head?: Html; body: Html }

/** The whole document around a shell's body. */
export function documentOf(page: PageFrame, shell: Shell): Html {
  const { lang, dir = 'ltr', scheme, brand, title, errorPrefix = '', productName, assetsBase, bodyId } = page
  const edge = edges[brand]
  return html`<!doctype html>
<html${attributes({ lang, dir, 'data-brand': brand, 'data-scheme': scheme })}>
<head>
<meta charset="utf-8">
<title>${errorPrefix}${title} – ${productName}</title>
<meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover">
<meta name="color-scheme" content="${scheme ?? 'light dark'}">
<meta name="theme-color" content="${scheme === 'dark' ? edge.dark : edge.light}">
${scheme === undefined && html`<meta name="theme-color" content="${edge.dark}" media="(prefers-color-scheme: dark)">`}
<link rel="stylesheet" href="${assetsBase}/${sheetOf(page, shell)}.css">
<link rel="icon" href="${assetsBase}/icon-${brand}.svg" type="image/svg+xml">
${page.head}${scriptsOf(page, shell.modules)}
</head>
<body${attributes({ class: shell.bodyClass, id: bodyId })}>
<a class="skip-link" href="#main">${page.skipLabel}</a>
${shell.head}${unbroken(shell.body)}
</body>
</html>`
}

/** Mark and name; a link only where there is a home to go to. */
export function brandOf({ brand, productName, homeHref }: PageFrame): Html {
  const inside = html`${logo(brand)}<span class="brand-words"><span class="brand-name">${productName}</span></span>`
  return homeHref === undefined
    ? html`<div class="brand">${inside}</div>`
    : html`<a class="brand" href="${homeHref}">${inside}</a>`
}

/** On a journey: ours, and below it for which application and as whose employee. */
export function journeyBrandOf({
  brand,
  productName,
  application,
  employerName,
}: Pick<PageFrame, 'brand' | 'productName'> & {
  application?: { name: string; logo?: string | undefined } | undefined
  employerName?: string | undefined
}): Html {
  const names = [application?.name, employerName].filter((name) => name !== undefined)
  const below = names.map((name, index) => html`${index > 0 ? ' · ' : ''}<bdi>${name}</bdi>`)
  return html`<div class="brand">${logo(brand)}${application && applicationTile(application)}<span class="brand-words"><span class="brand-name">${productName}</span>${names.length > 0 && html`<span class="brand-below">${below}</span>`}</span></div>`
}

/** Its logo; of one without a logo, its first letter. The name stands beside it as text. */
const applicationTile = ({ name, logo: source }: { name: string; logo?: string | undefined }): Html =>
  source === undefined
    ? html`<span class="brand-tile" aria-hidden="true">${/[\p{L}\p{N}]/u.exec(name)?.[0]?.toUpperCase() ?? '·'}</span>`
    : html`<img class="brand-tile" src="${source}" alt="" width="34" height="34">`

/** Help first and always in the same place (WCAG 3.2.6), then languages, then the host. */
export function footerOf({ helpHref, helpLabel, footerLinks = [], languages, hostName }: PageFrame): Html {
  const choices = languages.links.map(
    ({ lang, name, href, current }) =>
      html`<li><a${attributes({ href, lang, hreflang: lang, 'aria-current': current ? 'true' : undefined })}>${name}</a></li>`,
  )
  return html`<footer class="page-foot"><div class="page-foot-in">
<ul class="foot-links"><li><a class="foot-help" href="${helpHref}">${icon('info')}<span>${helpLabel}</span></a></li>${footerLinks.map(({ text, href }) => html`<li><a href="${href}">${text}</a></li>`)}</ul>
<nav class="foot-languages" aria-label="${languages.label}"><ul>${choices}</ul></nav>
<p class="foot-host"><bdi dir="ltr">${hostName}</bdi></p>
</div></footer>`
}
