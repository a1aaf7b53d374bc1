// Every text that a caller passes in is escaped, in every component; and no component writes a style, a handler or an
// inline script.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { textOf } from '../examples/text-of.ts'
import * as design from '../index.ts'

// Breaks out of text, of a double-quoted and of a single-quoted attribute.
const X = `"'><script>alert(1)</script><b onload=x style=y>&`
const link = { text: X, href: X }
const party = { name: X, lines: [X] }
const line = { text: X, detail: X, amount: X }
const question = { id: X, name: X, label: X, hint: X, error: X, describedby: X }
const frame = {
  lang: X,
  title: X,
  errorPrefix: X,
  brand: 'sluis' as const,
  productName: X,
  homeHref: X,
  skipLabel: X,
  hostName: X,
  helpHref: X,
  helpLabel: X,
  footerLinks: [link],
  languages: { label: X, links: [{ lang: X, name: X, href: X, current: true }] },
  banner: X,
  assetsBase: X,
  scripts: [X],
  head: X,
  bodyId: X,
  content: X,
}

const hostile: Record<string, () => design.Html> = {
  journeyPage: () =>
    design.journeyPage({
      ...frame,
      application: { name: X, logo: X },
      employerName: X,
      forApplication: X,
      progress: { total: 3, done: 1 },
    }),
  appPage: () =>
    design.appPage({
      ...frame,
      nav: {
        label: X,
        menuLabel: X,
        placement: 'side',
        items: [{ ...link, icon: 'home', current: true }],
        foot: [link],
      },
      accountMenu: {
        label: X,
        name: X,
        detail: X,
        initials: X,
        items: [link, { text: X, action: X, fields: { csrf: X } }],
      },
    }),
  badge: () => design.badge({ text: X, kind: 'good' }),
  phaseBadge: () => design.phaseBadge({ phase: 'prompt', text: X }),
  button: () =>
    design.button({
      text: X,
      id: X,
      name: X,
      value: X,
      form: X,
      formaction: X,
      describedby: X,
      about: X,
      icon: 'copy',
    }),
  linkButton: () => design.linkButton({ ...link, download: X }),
  actions: () => design.actions([X, X]),
  passkeyForm: () =>
    design.passkeyForm({
      does: 'get',
      action: X,
      options: X,
      csrf: X,
      errors: { cancelled: X, late: X, known: X, unfit: X, failed: X },
      content: X,
      autofill: true,
      capableCookie: X,
    }),
  withoutPasskey: () => design.withoutPasskey(X),
  checkbox: () => design.checkbox({ ...question, value: X }),
  radios: () =>
    design.radios({
      name: X,
      legend: X,
      hint: X,
      error: X,
      options: [
        { value: X, text: X, hint: X },
        { value: X, text: X },
      ],
    }),
  choiceLinks: () => design.choiceLinks([{ ...link, hint: X, icon: 'key' }]),
  codeField: () => design.codeField({ ...question, autoSubmit: true }),
  passwordField: () => design.passwordField({ ...question, autocomplete: 'new-password', show: X, hide: X }),
  field: () => design.field({ ...question, value: X, autocomplete: X, placeholder: X, min: X, accept: X }),
  selectField: () => design.selectField({ ...question, autocomplete: X, options: [{ value: X, text: X }] }),
  textField: () => design.textField({ ...question, value: X }),
  dataTable: () => design.dataTable({ caption: X, columns: [{ text: X }, { text: X, numeric: true }], rows: [[X, X]] }),
  askFirst: () => design.askFirst({ text: X, about: X, question: X, form: X }),
  disclosure: () => design.disclosure({ summary: X, content: X, id: X, name: X, open: true }),
  emptyState: () => design.emptyState({ title: X, content: X, action: X, icon: 'sun' }),
  errorSummary: () => design.errorSummary({ title: X, errors: [link, { text: X }] }),
  summaryList: () => design.summaryList([{ term: X, value: X, action: { ...link, about: X } }]),
  checkList: () => design.actions([design.checkList([X]), design.checkList([X], false)]),
  setupKey: () => design.setupKey({ id: X, label: X, hint: X, code: X, copy: X, copied: X }),
  listRows: () =>
    design.listRows([
      { title: X, href: X, detail: X, value: X, valueDetail: X, icon: 'payslip' },
      { title: X, actions: X },
    ]),
  mailPreview: () =>
    design.mailPreview({ labels: { from: X, to: X, subject: X, at: X }, from: X, to: X, subject: X, at: X, body: X }),
  smsPreview: () => design.smsPreview({ label: X, from: X, to: X, at: X, text: X }),
  notice: () => design.notice({ kind: 'warning', kindText: X, title: X, content: X, id: X, live: 'status' }),
  banner: () => design.banner({ label: X, text: X, actions: X }),
  payslip: () =>
    design.payslip({
      title: X,
      employer: party,
      employee: party,
      summaryList: [{ term: X, value: X }],
      columns: { text: X, amount: X },
      sections: [{ title: X, lines: [line], total: line }],
      net: line,
      yearTotals: { title: X, lines: [line] },
    }),
  popup: () => design.popup({ id: X, title: X, content: X, brand: 'kade', actions: X }),
  laterButton: () =>
    design.actions([
      design.laterButton({ text: X, name: X, value: X, formaction: X }),
      design.laterButton({ text: X, href: X }),
    ]),
  wall: () => design.wall({ title: X, content: X, actions: X }),
  qrFrame: () => design.qrFrame({ modules: [[true]], alt: X, caption: X }),
  recoveryCodes: () =>
    design.recoveryCodes({
      label: X,
      codes: [{ code: X }, { code: X, used: true }],
      usedText: X,
      copy: X,
      copied: X,
      print: X,
      download: link,
    }),
  stepIndicator: () => design.stepIndicator({ text: X, current: 1, total: 2 }),
  steps: () => design.steps([X]),
  statTile: () => design.statTile({ label: X, value: X, detail: X, href: X }),
  tiles: () => design.tiles([{ label: X, value: X }]),
  applicationLogo: () => design.applicationLogo(X),
  matchNumber: () => design.matchNumber({ label: X, number: X }),
  meter: () => design.meter({ id: X, label: X, value: 1, max: 2, text: X }),
  // These take no text.
  icon: () => design.icon('bell'),
  logo: () => design.logo('kade'),
  lockIllustration: () => design.lockIllustration({ total: 2, done: 1 }),
  lockStrip: () => design.lockStrip({ total: 2, done: 1 }),
  arrivedIllustration: () => design.arrivedIllustration(),
  codeRow: () => design.codeRow(X, X),
}

test('this list names every component of the door', () => {
  const functions = Object.entries(design).flatMap(([name, value]) =>
    typeof value === 'function' && name !== 'assetText' ? [name] : [],
  )
  assert.deepEqual(functions.toSorted(), Object.keys(hostile).toSorted())
})

for (const [name, render] of Object.entries(hostile)) {
  test(`${name} escapes what it is given`, () => {
    const markup = textOf(render())
    // Outside of attributes and of our own module scripts no hostile sign is left.
    const bare = markup.replace(/"[^"]*"/g, '""')
    assert.doesNotMatch(bare, /<script(?! type="" src=""><\/script>)/)
    assert.doesNotMatch(bare, /<b |alert\(1\)<\/script/)
    assert.doesNotMatch(bare, /<[^>]*\s(on\w+|style)=/)
    assert.doesNotMatch(bare, /&(?!(amp|lt|gt|quot|#39);)/)
    assert.equal(markup.split('"').length % 2, 1, 'quotes come in pairs')
    assert.doesNotMatch(markup, /undefined|\[object|null/)
  })
}
