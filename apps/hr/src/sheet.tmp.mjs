import { chromium } from 'playwright-core'
import { readdirSync } from 'node:fs'
const [,, suffix, out, w, from, to] = process.argv
const files = readdirSync('/tmp/look').filter((f) => f.endsWith(suffix + '.png') && f >= from && f < to).sort()
const b = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox', '--disable-gpu', '--allow-file-access-from-files'] })
const p = await b.newPage({ viewport: { width: 1800, height: 900 } })
const { writeFileSync } = await import('node:fs')
writeFileSync('/tmp/look/sheet.html', `<body style="margin:0;display:flex;flex-wrap:wrap;gap:8px;background:#888;align-items:flex-start">${files.map((f) => `<figure style="margin:0;width:${w}px"><figcaption style="font:12px sans-serif">${f}</figcaption><img src="file:///tmp/look/${f}" style="width:100%"></figure>`).join('')}`)
await p.goto('file:///tmp/look/sheet.html'); await p.waitForLoadState('networkidle')
await p.screenshot({ path: `/tmp/look/${out}.png`, fullPage: true })
await b.close()
