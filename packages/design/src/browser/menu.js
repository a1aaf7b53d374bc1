// Menus close on Esc, on a click beside them, and when the focus leaves.

for (const menu of document.querySelectorAll('details[data-menu]')) {
  const close = () => (menu.open = false)
  menu.addEventListener('keydown', ({ key }) => {
    if (key !== 'Escape' || !menu.open) return
    close()
    menu.querySelector('summary').focus()
  })
  menu.addEventListener('focusout', ({ relatedTarget }) => {
    if (relatedTarget && !menu.contains(relatedTarget)) close()
  })
  addEventListener('click', ({ target }) => {
    if (!menu.contains(target)) close()
  })
}
