// Opens the disclosure that an address leads into, in browsers that do not do so themselves.

const open = () =>
  document.getElementById(location.hash.slice(1))?.closest('details:not([open])')?.setAttribute('open', '')
open()
addEventListener('hashchange', open)
