// The icons: our own drawings on a grid of 24, in the colour of the text around them.
import { raw } from 'hono/html'
import type { Html } from '../markup.ts'

const shapes = {
  bell: '<path d="M6 16v-5a6 6 0 0 1 12 0v5l1.5 2h-15zM10 20.8h4"/>',
  building: '<path d="M5 20V4.5h9V20M14 10h5v10M3 20h18M8 8.5h3M8 12h3M8 15.5h3"/>',
  calendar: '<path d="M4 6h16v14H4zM4 10.5h16M8 3.5v4M16 3.5v4"/>',
  chart: '<path d="M4 4v16h16M8.5 16v-4M12.5 16V8M16.5 16v-6"/>',
  check: '<path d="m5 12.6 4.6 4.6L19 7.6"/>',
  chevron: '<path d="m9 5 7 7-7 7"/>',
  clock: '<circle cx="12" cy="12" r="8.5"/><path d="M12 7v5.2l3.2 2"/>',
  copy: '<path d="M8.5 8.5H20V20H8.5z"/><path d="M15.5 5V4H4v11.5h1"/>',
  cross: '<path d="m6 6 12 12M18 6 6 18"/>',
  danger: '<path d="M8.4 3.5h7.2l4.9 4.9v7.2l-4.9 4.9H8.4l-4.9-4.9V8.4zM12 8v4.8M12 16.2v.1"/>',
  device: '<path d="M5 5h14v10.5H5zM2.5 19h19"/>',
  download: '<path d="M12 4v11.3M7.3 10.8 12 15.5l4.7-4.7M5 20h14"/>',
  euro: '<path d="M18.5 6.8a7 7 0 1 0 0 10.4M3.5 10.5h10M3.5 13.8h9"/>',
  external: '<path d="M13.5 4.5h6v6M19.5 4.5l-8.5 8.5M10 6H5v13h13v-5"/>',
  eye: '<path d="M2.5 12C5 7.7 8.2 5.6 12 5.6s7 2.1 9.5 6.4c-2.5 4.3-5.7 6.4-9.5 6.4S5 16.3 2.5 12z"/><circle cx="12" cy="12" r="3"/>',
  gate: '<path d="M5 3.5v17M19 3.5v17M5.5 16 12 10l6.5 6"/>',
  home: '<path d="m3.5 11.5 8.5-7.5 8.5 7.5M6 9.5V20h12V9.5M10 20v-6h4v6"/>',
  info: '<circle cx="12" cy="12" r="8.7"/><path d="M12 11.2v5M12 7.8v.1"/>',
  key: '<circle cx="8" cy="15.5" r="4.3"/><path d="m11 12.3 8.5-8.3M16 7.5l3 3"/>',
  mail: '<path d="M3 5.5h18v13H3zM3.5 6.5l8.5 7 8.5-7"/>',
  megaphone: '<path d="M3.5 10v4.5h3.3l8.7 4V5.5l-8.7 4.5zM8 14.8V20h2.8v-4M18.5 9.7a4 4 0 0 1 0 4.7"/>',
  menu: '<path d="M4 7h16M4 12h16M4 17h16"/>',
  message: '<path d="M3.5 4.5h17v12H11l-4.5 4v-4h-3z"/>',
  payslip: '<path d="M6 3.5h12v17l-3-1.8-3 1.8-3-1.8-3 1.8zM9 8.5h6M9 12h6"/>',
  people:
    '<circle cx="9" cy="8.5" r="3.5"/><path d="M2.5 19.5c.6-4 3-5.8 6.5-5.8s5.9 1.8 6.5 5.8M15.5 5.3a3.5 3.5 0 0 1 0 6.4M17.5 14.2c2.2.6 3.6 2.3 4 5.3"/>',
  person: '<circle cx="12" cy="8" r="4"/><path d="M4.5 20.5c.7-4.6 3.5-6.7 7.5-6.7s6.8 2.1 7.5 6.7"/>',
  phone: '<rect x="6.5" y="2.8" width="11" height="18.4" rx="2"/><path d="M10.8 18h2.4"/>',
  plus: '<path d="M12 5v14M5 12h14"/>',
  print: '<path d="M7 8.5V3.5h10v5M7 17H3.5V8.5h17V17H17M7 14h10v6.5H7z"/>',
  ring: '<circle cx="12" cy="12" r="8.7"/><circle cx="12" cy="12" r="3.6"/><path d="m5.9 5.9 3.5 3.5M14.6 14.6l3.5 3.5M18.1 5.9l-3.5 3.5M9.4 14.6l-3.5 3.5"/>',
  search: '<circle cx="10.8" cy="10.8" r="6.3"/><path d="m15.5 15.5 5 5"/>',
  'sign-out': '<path d="M10.5 4H4.5v16h6M15 7.5l4.5 4.5-4.5 4.5M9.5 12h10"/>',
  sun: '<circle cx="12" cy="12" r="4"/><path d="M12 2.8v2.4M12 18.8v2.4M2.8 12h2.4M18.8 12h2.4M5.5 5.5l1.7 1.7M16.8 16.8l1.7 1.7M18.5 5.5l-1.7 1.7M7.2 16.8l-1.7 1.7"/>',
  switch: '<path d="M4 8.5h15M15.5 5 19 8.5 15.5 12M20 15.5H5M8.5 12 5 15.5 8.5 19"/>',
  trash: '<path d="M4.5 7h15M9.5 7V4h5v3M6.5 7l1 13.5h9l1-13.5"/>',
  warning: '<path d="M12 4 21.3 20H2.7zM12 10v4.5M12 17.2v.1"/>',
}

export type IconName = keyof typeof shapes

/** Names of all icons, for the examples page. */
export const iconNames = Object.keys(shapes) as IconName[]

// Icons that point are mirrored where the text runs from right to left.
const pointing = new Set<IconName>(['chevron', 'external', 'sign-out'])

const icons = Object.fromEntries(
  iconNames.map((name) => [
    name,
    raw(
      `<svg class="icon${pointing.has(name) ? ' icon--points' : ''}" viewBox="0 0 24 24" aria-hidden="true" focusable="false">${shapes[name]}</svg>`,
    ),
  ]),
) as Record<IconName, Html>

/** Decoration beside words, never in place of them. */
export function icon(name: IconName): Html {
  return icons[name]
}
