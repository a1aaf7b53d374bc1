// An example page with the parts that the other examples do not show.
import { html } from 'hono/html'
import {
  actions,
  appPage,
  askFirst,
  badge,
  banner,
  button,
  checkbox,
  codeField,
  dataTable,
  field,
  icon,
  iconNames,
  linkButton,
  mailPreview,
  logo,
  meter,
  notice,
  phaseBadge,
  radios,
  selectField,
  smsPreview,
  textField,
} from '../index.ts'
import type { Html } from '../index.ts'
import { english } from './frames.ts'

const people = dataTable({
  caption: 'Who is ready',
  columns: [{ text: 'Name' }, { text: 'State' }, { text: 'Last sign-in' }, { text: 'Reminders', numeric: true }],
  rows: [
    ['Sanne de Vries', badge({ kind: 'good', text: 'Ready' }), '3 June 2026', '1'],
    ['Piotr Nowak', badge({ kind: 'warning', text: 'Not yet' }), '24 May 2026', '2'],
    ['Fatma Yılmaz', badge({ kind: 'danger', text: 'Asked for help' }), '–', '3'],
  ],
})

const forms = html`<form method="post" class="stack">
${field({ id: 'phone', label: 'Mobile number', hint: 'We send a code to it', type: 'tel', autocomplete: 'tel', width: 'medium', value: '+31 6 12345678' })}
${field({ id: 'since', label: 'Required from', type: 'date', width: 'short', error: 'Choose a date in the future' })}
${selectField({
  id: 'country',
  label: 'Country',
  options: [
    { value: 'nl', text: 'Netherlands', selected: true },
    { value: 'be', text: 'Belgium' },
  ],
})}
${textField({ id: 'reason', label: 'Reason', hint: 'The person reads it too' })}
${radios({
  name: 'wave',
  legend: 'Which wave?',
  options: [
    { value: '1', text: 'First', hint: 'From 1 June', checked: true },
    { value: '2', text: 'Second', hint: 'From 1 July' },
  ],
})}
${checkbox({ id: 'agree', label: 'I checked who this is', error: 'Tick this first' })}
${codeField({ id: 'recovery', name: 'recovery-code', label: 'Recovery code', kind: 'letters', length: 9 })}
${actions([button({ text: 'Save' }), button({ text: 'Save as draft', kind: 'quiet' }), button({ text: 'Freeze account', kind: 'danger' }), button({ text: 'Cancel', kind: 'link' })])}
</form>`

const parts = (base: string) =>
  appPage({
    ...english(base),
    title: 'Parts',
    homeHref: '/',
    banner: banner({
      label: 'Reminder',
      text: '12 days left: set up two-step verification.',
      actions: html`<a href="/set-up">Set up now</a>`,
    }),
    nav: {
      label: 'Main menu',
      menuLabel: 'Menu',
      items: [
        { text: 'Roll-outs', href: '/admin', current: true },
        { text: 'People', href: '/admin/people' },
      ],
      foot: [{ text: 'Switch company', href: '/companies' }],
    },
    content: html`<h1>Parts</h1><p class="lead">What the other pages do not show.</p>
<div class="row">${phaseBadge({ phase: 'announce', text: 'Announced' })}${phaseBadge({ phase: 'prompt', text: 'Prompting' })}${phaseBadge({ phase: 'required', text: 'Required' })}${badge({ text: 'Draft' })}</div>
<div class="columns"><div class="stack">
${notice({ kind: 'info', kindText: 'Note', title: 'Maintenance tonight', content: 'Between 22:00 and 22:15.' })}
${notice({ kind: 'success', kindText: 'Done', content: 'Your settings are saved.' })}
${notice({ kind: 'warning', kindText: 'Warning', content: 'Three people have no phone number.' })}
${notice({ kind: 'danger', kindText: 'Problem', content: html`<p>The text messages are not going out. <a href="/help">What you can do</a></p>` })}
</div><div class="card">${meter({ id: 'ready', label: 'Bakkerij De Korenmolen', value: 43, max: 60, text: '43 of 60 are ready' })}<p class="small muted">The last day is 30 June 2026.</p>${linkButton({ text: 'Remind 17 people', href: '/admin/remind', kind: 'quiet', icon: 'mail' })}
${actions([askFirst({ text: 'Log out everywhere else', question: 'Everywhere but here you have to log in again.', form: html`<form method="post">${button({ text: 'Yes, log out', kind: 'danger' })}</form>` })])}</div></div>
<div class="card">${people}</div>
<div class="columns"><div class="card">${forms}</div><div class="stack">
${mailPreview({ labels: { from: 'From', to: 'To', subject: 'Subject', at: 'At' }, from: 'Sluis <no-reply@sluis.example>', to: 'sanne@korenmolen.example', subject: 'From 1 July: one extra step', at: '17 May 2026, 09:00', body: html`<p>Dear Sanne,</p><p>From 1 July 2026 you sign in to Kade with one extra step. It keeps your payslip and bank details yours.</p><p><a href="/set-up">Set up two-step verification</a></p>` })}
${smsPreview({ label: 'Text message', from: 'Sluis', to: '+31 6 •••••• 78', at: '09:41', text: '123456 is your code for Kade. Share it with nobody.\n\n@signin.sluis.example #123456' })}
<div class="row">${logo('sluis')}${logo('kade')}</div>
<div class="row">${iconNames.map((name) => icon(name))}</div></div></div>`,
  })

export const partsPages: Record<string, (assetsBase: string) => Html> = { parts }
