// Example app pages: Kade with its start page, payslips and pop-up, and Home with My details.
import { html } from 'hono/html'
import {
  actions,
  appPage,
  badge,
  banner,
  button,
  emptyState,
  summaryList,
  laterButton,
  linkButton,
  listRows,
  notice,
  payslip,
  popup,
  tiles,
} from '../index.ts'
import type { AppPage, Html } from '../index.ts'
import { english, kade } from './frames.ts'

const kadeApp = (base: string, current: string): Omit<AppPage, 'title' | 'content'> => ({
  ...kade(base),
  nav: {
    label: 'Hoofdmenu',
    menuLabel: 'Menu',
    placement: 'side',
    items: (
      [
        ['Start', 'home'],
        ['Loonstroken', 'payslip'],
        ['Verlof', 'sun'],
        ['Declaraties', 'euro'],
        ['Mijn team', 'people'],
      ] as const
    ).map(([text, icon]) => ({ text, icon, href: `/${text}`, current: text === current })),
    foot: [{ text: 'Wissel van bedrijf', href: '/companies', icon: 'switch' }],
  },
  accountMenu: {
    label: 'Je account',
    name: 'Sanne de Vries',
    detail: 'Bakkerij De Korenmolen',
    initials: 'SV',
    items: [
      { text: 'Mijn gegevens', href: '/account', icon: 'person' },
      { text: 'Uitloggen', action: '/sign-out', icon: 'sign-out', fields: { csrf: 'voorbeeld' } },
    ],
  },
})

const reminder = banner({
  label: 'Herinnering',
  text: 'Nog 12 dagen: stel tweestapsverificatie in.',
  actions: html`<a href="/set-up">Nu instellen</a><a href="/help">Ik heb geen smartphone</a>`,
})

const slips = [
  { title: 'Juni 2026', detail: 'Betaald op 24 juni', value: '€ 2.318,44', badge: badge({ text: 'Nieuw' }) },
  { title: 'Vakantiegeld 2026', detail: 'Betaald op 22 mei', value: '€ 1.604,10' },
  { title: 'Mei 2026', detail: 'Betaald op 22 mei', value: '€ 2.318,44' },
  { title: 'April 2026', detail: 'Betaald op 24 april', value: '€ 2.296,02' },
].map((slip) => ({ ...slip, valueDetail: 'netto', href: '/payslips/1', icon: 'payslip' as const }))

const start = (base: string) =>
  appPage({
    ...kadeApp(base, 'Start'),
    title: 'Goedemorgen Sanne',
    banner: reminder,
    content: html`<h1>Goedemorgen Sanne</h1>
${tiles([
  { label: 'Volgende betaaldag', value: '24 juli', detail: 'over 16 dagen', icon: 'calendar' },
  { label: 'Verlof over', value: '86 uur', detail: 'van 200 uur in 2026', icon: 'sun', href: '/leave' },
  {
    label: 'Declaraties',
    value: '1 open',
    detail: '€ 48,20 wacht op je leidinggevende',
    icon: 'euro',
    href: '/expenses',
  },
])}
<h2>Laatste loonstroken</h2>${listRows(slips)}
<h2>Verlofaanvragen</h2>${emptyState({ title: 'Nog niets aangevraagd', content: html`<p>Een aanvraag gaat meteen naar je leidinggevende.</p>`, action: linkButton({ text: 'Verlof aanvragen', href: '/leave/new', kind: 'quiet' }), icon: 'sun' })}`,
  })

const invited = (base: string) =>
  appPage({
    ...kadeApp(base, 'Start'),
    title: 'Goedemorgen Sanne',
    modules: ['popup'],
    content: html`<h1>Goedemorgen Sanne</h1>${popup({
      id: 'set-up',
      brand: 'sluis',
      title: 'Stel tweestapsverificatie in',
      content: html`<p>Vanaf 1 juli 2026 log je bij Kade in met een extra stap. Zo blijven je loonstrook en rekeningnummer van jou. Het kost ongeveer 2 minuten; houd je telefoon bij de hand.</p>`,
      actions: html`${linkButton({ text: 'Nu instellen', href: '/set-up' })}<form method="post">${laterButton({ text: 'Later (nog 3 keer)' })}</form>`,
      foot: html`<a href="/help">Zo stel je het in</a><a href="/help">Ik heb geen smartphone</a>`,
    })}${listRows(slips)}`,
  })

const walled = (base: string) =>
  appPage({
    ...kadeApp(base, 'Start'),
    title: 'Tijd om je account te beveiligen',
    nav: undefined,
    modules: ['popup'],
    content: html`<h1 class="visually-hidden">Tijd om je account te beveiligen</h1>${popup({
      id: 'set-up',
      brand: 'sluis',
      title: 'Stel tweestapsverificatie in',
      content: html`<p>Sinds 1 juli 2026 is dit verplicht bij Bakkerij De Korenmolen. Daarna ga je meteen door naar je loonstroken.</p>`,
      actions: [
        linkButton({ text: 'Nu instellen', href: '/set-up' }),
        linkButton({ text: 'Ik heb geen smartphone', href: '/help', kind: 'quiet' }),
      ],
    })}`,
  })

const slip = (base: string) =>
  appPage({
    ...kadeApp(base, 'Loonstroken'),
    title: 'Loonstrook juni 2026',
    modules: ['print'],
    content: html`<div class="split no-print"><a href="/payslips">Alle loonstroken</a>${actions([linkButton({ text: 'Pdf downloaden', href: '/payslips/1.pdf', kind: 'quiet', icon: 'download' })])}</div>
${payslip({
  title: 'Loonstrook juni 2026',
  level: 1,
  employer: {
    name: 'Bakkerij De Korenmolen B.V.',
    lines: ['Molenkade 12', '3401 AB IJsselstein', 'Loonheffingennummer 0012.34.567.L01'],
  },
  employee: { name: 'Sanne de Vries', lines: ['Havenstraat 8', '3401 BR IJsselstein', 'Personeelsnummer 0042'] },
  summaryList: [
    { term: 'Periode', value: '1 – 30 juni 2026' },
    { term: 'Functie', value: 'Banketbakker' },
    { term: 'Uren per week', value: '32' },
    { term: 'Uurloon', value: '€ 19,85' },
    { term: 'Betaald op', value: '24 juni 2026' },
  ],
  columns: { text: 'Omschrijving', amount: 'Bedrag' },
  sections: [
    {
      title: 'Bruto',
      lines: [
        { text: 'Salaris', detail: '138,67 uur', amount: '€ 2.752,60' },
        { text: 'Toeslag zaterdag', detail: '8 uur × 25%', amount: '€ 39,70' },
        { text: 'Reiskosten', detail: 'onbelast', amount: '€ 86,94' },
      ],
      total: { text: 'Totaal bruto', amount: '€ 2.879,24' },
    },
    {
      title: 'Inhoudingen',
      lines: [
        { text: 'Loonheffing', detail: 'met heffingskorting', amount: '− € 398,12' },
        { text: 'Pensioenpremie', detail: '5,2%', amount: '− € 145,20' },
        { text: 'Premie WGA', detail: '0,63%', amount: '− € 17,48' },
      ],
      total: { text: 'Totaal ingehouden', amount: '− € 560,80' },
    },
  ],
  net: { text: 'Netto', amount: '€ 2.318,44', detail: 'Op rekening eindigend op 0447' },
  yearTotals: {
    title: 'Dit jaar tot en met juni',
    lines: [
      { text: 'Loon voor de loonheffing', amount: '€ 16.310,22' },
      { text: 'Ingehouden loonheffing', amount: '€ 2.388,72' },
      { text: 'Gewerkte uren', amount: '832,00' },
    ],
  },
})}`,
  })

const details = (base: string) =>
  appPage({
    ...english(base),
    title: 'My details',
    homeHref: '/',
    width: 'narrow',
    nav: {
      label: 'Main menu',
      menuLabel: 'Menu',
      items: [
        { text: 'Home', href: '/' },
        { text: 'My details', href: '/account', current: true },
        { text: 'Help', href: '/help' },
      ],
    },
    accountMenu: {
      label: 'Your account',
      name: 'Sanne de Vries',
      detail: 'sanne@korenmolen.example',
      initials: 'SV',
      items: [
        { text: 'My details', href: '/account', icon: 'person', current: true },
        { text: 'Log out', action: '/sign-out', icon: 'sign-out' },
      ],
    },
    content: html`<h1>My details</h1>
${notice({ kind: 'warning', kindText: 'Please note', title: 'Two-step verification is off', content: html`<p>From 1 July 2026 Kade asks for it.</p>` })}
<form method="post">${button({ text: 'Enable two-factor authentication' })}</form>
<h2>About you</h2>
<div class="card">${summaryList([
      { term: 'Name', value: 'Sanne de Vries' },
      {
        term: 'E-mail address',
        value: 'sanne@korenmolen.example',
        action: { text: 'Change', href: '/account/email', about: 'your e-mail address' },
      },
      {
        term: 'Phone number',
        value: html`ends in <bdi dir="ltr">78</bdi>`,
        action: { text: 'Change', href: '/account/phone', about: 'your phone number' },
      },
    ])}</div>
<h2>Devices</h2>
${listRows([
  { title: 'Phone, Amsterdam', detail: 'Used just now', icon: 'phone', badge: badge({ text: 'This one' }) },
  {
    title: 'Laptop, Utrecht',
    detail: 'Used on 3 June',
    icon: 'device',
    actions: html`<form method="post">${button({ text: 'Log out', kind: 'quiet', about: 'Laptop, Utrecht' })}</form>`,
  },
])}`,
  })

export const apps: Record<string, (assetsBase: string) => Html> = {
  'kade-start': start,
  'kade-pop-up': invited,
  'kade-wall': walled,
  payslip: slip,
  'my-details': details,
}
