import { chromium } from 'playwright-core'
const base = process.argv[2] ?? 'http://localhost:4493'
const only = process.argv[3]
const pages = { try: '/', people: '/people', mail: '/mail', one: '/mail/2', inbox: '/mail/of/sanne%40korenmolen.example', clock: '/clock', companies: '/companies', over: '/start-over', missing: '/nope' }
const b = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox', '--disable-gpu'] })
for (const [w, scheme, lang] of [[1280,'light','en'],[1024,'light','nl'],[768,'light','en'],[320,'light','nl'],[360,'light','nl'],[1280,'dark','nl'],[360,'dark','en']]) {
  const c = await b.newContext({ viewport: { width: w, height: 800 }, colorScheme: scheme, locale: lang })
  const p = await c.newPage()
  p.on('console', m => { if (m.type()==='error') console.log(m.text()) })
  for (const [n, path] of Object.entries(pages)) {
    if (only && !only.split(',').includes(n)) continue
    await p.goto(base + path)
    await p.waitForTimeout(150)
    const over = await p.evaluate(() => document.documentElement.scrollWidth - innerWidth)
    if (over > 0) console.log('overflow', n, w, over)
    await p.screenshot({ path: `/tmp/shots/${n}-${w}-${scheme}-${lang}.png`, fullPage: true })
  }
  await c.close()
}
await b.close()
