import { chromium } from 'playwright-core'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
const set = (q) => fetch('http://localhost:4400/_set?' + new URLSearchParams(q))
const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox', '--disable-gpu'] })
const K = 'http://localhost:4401'
async function person({ width, scheme, lang, js = true }) {
  const ctx = await browser.newContext({ viewport: { width, height: width < 500 ? 740 : 800 }, colorScheme: scheme, locale: lang, javaScriptEnabled: js, bypassCSP: true })
  const page = await ctx.newPage()
  page.on('console', (m) => { if (m.type() === 'error') console.log('CONSOLE', m.text()) })
  const shot = async (name) => {
    const file = `/tmp/look/${name}-${width}-${scheme}-${lang}${js ? '' : '-nojs'}.png`
    await page.screenshot({ path: file, fullPage: true })
    if (js) {
      await page.evaluate(axeSource)
      const r = await page.evaluate(() => axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] }))
      for (const v of r.violations) console.log('AXE', name, width, scheme, v.id, v.impact, v.nodes.slice(0, 3).map((n) => n.html.slice(0, 160) + ' | ' + n.failureSummary?.slice(0,200)).join(' || '))
    }
    const over = await page.evaluate(() => document.documentElement.scrollWidth > innerWidth + 1)
    if (over) console.log('OVERFLOW', name, width)
  }
  const login = async (email, pw) => { await page.goto(K + '/'); await page.fill('#email', email); await page.fill('#password', pw); await page.click('form[action="/"] button[type=submit]') ; await page.waitForLoadState() }
  return { ctx, page, shot, login }
}
for (const [width, scheme, lang, js] of [[360, 'light', 'nl', true], [1280, 'light', 'en', true], [360, 'dark', 'en', true], [1280, 'dark', 'nl', true], [360, 'light', 'en', false]]) {
  await set({ at: '2026-06-15T10:00:00Z', prompt: '2026-05-01T00:00:00Z', left: '2', enrolled: '0', visitor: '{"does":"signs-in"}' })
  const { ctx, page, shot, login } = await person({ width, scheme, lang, js })
  await page.goto(K + '/'); await shot('01-login')
  await login('sanne@example.org', 'wrong'); await shot('02-wrong')
  await login('sanne@example.org', 'sanne')
  if (lang === 'en') await page.goto(K + '/?lang=en')
  await shot('03-popup')
  await set({ left: '0' }); await page.goto(K + '/payslips'); 
  await shot('05-payslips')
  await page.click('.rows a'); await shot('06-payslip')
  await page.goto(K + '/leave'); await shot('07-leave')
  await page.goto(K + '/profile'); await shot('08-profile')
  await page.goto(K + '/profile/bank-account'); await shot('09-confirm')
  await page.goto(K + '/companies'); await shot('10-companies')
  await page.goto(K + '/set-up'); await shot('11-setup')
  await page.goto(K + '/nothing'); await shot('12-404')
  await page.goto(K + '/two-factor'); await shot('13-410')
  await set({ at: '2026-07-01T09:00:00Z' })
  // session of June is long idle now; log in to the wall
  await login('sanne@example.org', 'sanne'); await shot('14-wall')
  await page.click('form[action="/set-up"] button'); await page.waitForLoadState(); await shot('15-start')
  await page.goto(K + '/companies'); await page.click('form[action="/companies"] button'); await page.waitForLoadState()
  await page.goto(K + '/employees'); await shot('16-employees')
  await page.goto(K + '/profile/bank-account'); await page.click('form[action$="confirm"] button'); await page.waitForLoadState(); await shot('17-form')
  await page.fill('#iban', 'NL12'); await page.click('main form button[type=submit]'); await page.waitForLoadState(); await shot('18-form-wrong')
  await set({ away: '1' }); await page.context().clearCookies(); await login('sanne@example.org', 'sanne'); await shot('19-away'); await set({ away: '0' })
  await set({ visitor: '{"does":"fails","error":"unmet_authentication_requirements"}' }); await page.goto(K + '/'); await page.click('form[action="/sluis"] button'); await page.waitForLoadState(); await shot('20-unmet')
  await set({ visitor: '{"does":"signs-in","person":"p-2","acr":"urn:sluis:acr:two-factor"}' }); await page.goto(K + '/'); await page.click('form[action="/sluis"] button'); await page.waitForLoadState(); await shot('21-accountant')
  await page.goto(K + '/companies'); await shot('22-many')
  await page.goto(K + '/companies?q=zzz'); await shot('23-none')
  await ctx.close()
}
await browser.close()
