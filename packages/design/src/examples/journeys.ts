// Example journey pages: sign-in, enrolment, recovery codes, the wall, help.
import { html } from 'hono/html'
import {
  actions,
  button,
  checkbox,
  choiceLinks,
  codeField,
  disclosure,
  errorSummary,
  field,
  checkList,
  setupKey,
  journeyPage,
  linkButton,
  matchNumber,
  notice,
  passkeyForm,
  passwordField,
  qrFrame,
  recoveryCodes,
  stepIndicator,
  steps,
  wall,
} from '../index.ts'
import type { Html } from '../index.ts'
import { dutch, english } from './frames.ts'

const wrongCode =
  'Deze code klopt niet. Kijk bij “Sluis: sanne@korenmolen.example” in je app en vul de nieuwste code in'

// Not a real code: a pattern as dense as one, so that the page shows its true size.
const across = Array.from({ length: 45 }, (_, index) => index)
const pattern = across.map((y) =>
  across.map((x) => {
    const inFinder = (fx: number, fy: number) => x >= fx && x < fx + 7 && y >= fy && y < fy + 7
    for (const [fx, fy] of [
      [0, 0],
      [38, 0],
      [0, 38],
    ] as const) {
      if (inFinder(fx, fy)) return Math.max(Math.abs(x - fx - 3), Math.abs(y - fy - 3)) !== 2
    }
    return (x * 7 + y * 13 + ((x * y) % 5) * 3) % 11 < 5
  }),
)

const email = (base: string) =>
  journeyPage({
    ...english(base),
    title: 'Log in',
    forApplication: 'Then on to Kade',
    modules: ['passkey'],
    content: html`<h1>Log in</h1>
<form method="post">${field({ id: 'username', label: 'E-mail address', hint: 'The one your employer knows you by', type: 'email', autocomplete: 'username', enterkeyhint: 'next', autocapitalize: 'none', spellcheck: 'false' })}${button({ text: 'Next' })}</form>
${passkeyForm({ does: 'get', action: '/sign-in/with-passkey', options: '/sign-in/with-passkey/options', csrf: 'x', errors: { cancelled: 'It was stopped.', late: 'That took too long.', known: 'You have one already.', unfit: 'This device can’t do it.', failed: 'That didn’t work.' }, content: button({ text: 'Log in with face, fingerprint or screen lock', kind: 'quiet', wide: true }) })}
${disclosure({ summary: 'I forgot which address I use', content: html`<p>Look at the bottom of a payslip, or ask your HR department.</p>` })}`,
  })

const password = (base: string) =>
  journeyPage({
    ...english(base),
    title: 'Enter your password',
    forApplication: 'Then on to Kade',
    employerName: 'Bakkerij De Korenmolen',
    modules: ['show-password'],
    content: html`<h1>Enter your password</h1><p class="muted">For sanne@korenmolen.example. <a href="/sign-in">Not you?</a></p>
<form method="post">${passwordField({ id: 'password', label: 'Password', autocomplete: 'current-password', show: 'Show', hide: 'Hide' })}
${actions([button({ text: 'Log in' }), linkButton({ text: 'Forgot your password?', href: '/recover', kind: 'link' })])}</form>`,
  })

const code = (base: string) =>
  journeyPage({
    ...dutch(base),
    title: 'Vul de code in',
    errorPrefix: 'Fout: ',
    forApplication: 'Daarna door naar Kade',
    employerName: 'Bakkerij De Korenmolen',
    progress: { total: 2, done: 1 },
    modules: ['code-entry'],
    content: html`${errorSummary({ title: 'Dat lukte niet', errors: [{ text: wrongCode, href: '#code', isAtField: true }] })}
<h1>Vul de code in</h1>
<form method="post">${codeField({ id: 'code', label: 'Code van 6 cijfers', hint: 'Open je authenticator-app op je telefoon', error: wrongCode, autoSubmit: true })}
${checkbox({ id: 'remember', label: 'Onthoud dit apparaat 30 dagen', hint: 'Niet doen op een computer die je deelt' })}
${button({ text: 'Inloggen' })}</form>
<section><h2>Probeer een andere manier</h2>${choiceLinks([
      { text: 'Sms naar het nummer dat eindigt op 78', href: '/sign-in/sms', icon: 'message' },
      {
        text: 'Herstelcode',
        hint: 'Een van de tien codes die je hebt bewaard',
        href: '/sign-in/recovery-code',
        icon: 'ring',
      },
      { text: 'Ik heb niets hiervan bij de hand', href: '/recover', icon: 'people' },
    ])}</section>`,
  })

const app = (base: string) =>
  journeyPage({
    ...english(base),
    title: 'Add Sluis to your authenticator app',
    employerName: 'Bakkerij De Korenmolen',
    progress: { total: 4, done: 1 },
    modules: ['copy'],
    content: html`${stepIndicator({ text: 'Step 2 of 4', current: 2, total: 4 })}<h1>Add Sluis to your authenticator app</h1>
${steps([
  html`<p>Open your authenticator app and tap <strong>+</strong>.</p>`,
  html`<p>Scan this picture, or paste the setup key under it.</p>${qrFrame({ modules: pattern, alt: 'QR code for your authenticator app. Cannot scan it? The setup key stands below.' })}`,
  html`<p>Name it, for example, Sluis, and come back here.</p>`,
])}
${setupKey({ label: 'Setup key', hint: 'Some apps call this a code or secret key', code: 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP', copy: 'Copy', copied: 'Copied' })}
<form method="post">${actions([button({ text: 'Next' }), linkButton({ text: 'Back', href: '/enrol', kind: 'link' })])}</form>`,
  })

const keepCodes = (base: string) =>
  journeyPage({
    ...dutch(base),
    title: 'Bewaar je herstelcodes',
    progress: { total: 4, done: 3 },
    modules: ['copy', 'print'],
    content: html`${stepIndicator({ text: 'Stap 4 van 4', current: 4, total: 4 })}<h1>Bewaar je herstelcodes</h1>
<p class="lead">Telefoon kwijt? Met een van deze codes kom je er toch in. Elke code werkt één keer.</p>
${recoveryCodes({
  label: 'Herstelcodes',
  copy: 'Kopiëren',
  copied: 'Gekopieerd',
  print: 'Afdrukken',
  usedText: 'gebruikt',
  download: { text: 'Downloaden', href: '/enrol/codes.txt' },
  codes: [
    '7KQ4-M2XD',
    'P9RT-4HWC',
    'XN3B-88FJ',
    'D5VZ-Q6LM',
    'T2YG-7RKS',
    'HB4W-9NPX',
    'C8JF-3DQT',
    'M6ZL-K4VR',
    'W3SX-5GYB',
    'R7TN-2CHP',
  ].map((one, index) => ({ code: one, used: index === 3 })),
})}
<form method="post">${checkbox({ id: 'kept', label: 'Ik heb ze bewaard', required: true })}${button({ text: 'Klaar' })}</form>`,
  })

const required = (base: string) =>
  journeyPage({
    ...dutch(base),
    title: 'Tijd om je account te beveiligen',
    employerName: 'Bakkerij De Korenmolen',
    progress: { total: 2, done: 1 },
    content: html`${wall({
      title: 'Tijd om je account te beveiligen',
      content: html`<p class="lead">Sinds 1 juli 2026 is tweestapsverificatie verplicht bij Bakkerij De Korenmolen. Daarna ga je meteen door naar Kade.</p>
${notice({ kind: 'info', kindText: 'Goed om te weten', content: 'Je gebruikersnaam, wachtwoord en gegevens blijven hetzelfde. Het kost ongeveer 2 minuten; houd je telefoon bij de hand.' })}`,
      actions: [
        button({ text: 'Nu instellen' }),
        linkButton({ text: 'Ik heb geen smartphone', href: '/help', kind: 'quiet' }),
      ],
    })}`,
  })

const help = (base: string) =>
  journeyPage({
    ...english(base),
    title: 'How to set up two-step verification',
    content: html`<h1>How to set up two-step verification</h1><p class="lead">From 1 July 2026 you sign in to Kade with one extra step. Pick what fits you.</p>
<div>${disclosure({ id: 'portal', summary: 'I cannot log in via the Kade app', open: true, content: steps(['Go to Home and log in.', 'Choose the profile icon at the top right, then My details.', 'Choose Enable two-factor authentication and follow the steps.']) })}
${disclosure({ id: 'app', summary: 'I am already logged in to the Kade app', content: html`<p>In the pop-up, choose Set up 2FA.</p>` })}
${disclosure({ id: 'mobile', summary: 'I want to log in via the mobile app', content: html`<p>Use your e-mail address, password and code.</p>` })}</div>
${notice({ kind: 'success', kindText: 'Tip', title: 'Add a second way', content: 'A text message or a second phone helps on the day the first one is lost.' })}`,
  })

const approval = (base: string) =>
  journeyPage({
    ...english(base),
    title: 'Approve on your phone',
    forApplication: 'Then on to Kade',
    progress: { total: 2, done: 1 },
    content: html`<h1>Approve on your phone</h1><p>Open Sluis Authenticator and choose this number.</p>
${matchNumber({ label: 'Your number', number: '42' })}
<form method="post" class="actions">${button({ text: 'I have approved' })}${linkButton({ text: 'Use a code', href: '/sign-in/code', kind: 'link' })}</form>`,
  })

const access = (base: string) =>
  journeyPage({
    ...english(base),
    title: 'Grant access to Kade',
    progress: { total: 2, done: 1 },
    content: html`<h1>Grant access to Kade</h1><h2>What Kade gets</h2>${checkList(['Your name', 'Your e-mail address: sanne@korenmolen.example'])}<h2>What Kade does not get</h2>${checkList(['Your password'], false)}
<form method="post">${actions([button({ text: 'Grant access', wide: true }), button({ text: 'Cancel', kind: 'quiet' })])}</form>`,
  })

export const journeys: Record<string, (assetsBase: string) => Html> = {
  'sign-in': email,
  password,
  code,
  approval,
  'grant-access': access,
  'enrol-app': app,
  'recovery-codes': keepCodes,
  wall: required,
  help,
}
