// Menus close on Esc, on a click beside them, and when the focus leaves.

/** @type {NodeListOf<HTMLDetailsElement>} */
const menus = document.querySelectorAll('details[data-menu]')
for (const menu of menus) {
  const close = () => (menu.open = false)
  menu.addEventListener('keydown', ({ key }) => {
    if (key !== 'Escape' || !menu.open) return
    close()
    menu.querySelector('summary')?.focus()
  })
  menu.addEventListener('focusout', ({ relatedTarget }) => {
    if (relatedTarget instanceof Node && !menu.contains(relatedTarget)) close()
  })
  addEventListener('click', ({ target }) => {
    if (!(target instanceof Node && menu.contains(target))) close()
  })
}
