import { Keyboard } from 'lucide-react'
import { useCallback, useEffect, useMemo, useState } from 'react'
import { tinykeys } from 'tinykeys'
import { useCommands } from '../ui/commands/command-registry.ts'
import type { KeysDialogProps } from '../ui/keys-dialog.tsx'
import { lazyDialog } from '../ui/lazy-part.tsx'
import { stepRegion } from '../ui/region-walk.ts'

const KeysDialog = lazyDialog<KeysDialogProps>(
  async () => (await import('../ui/keys-dialog.tsx')).KeysDialog,
  ({ onClose }) => onClose(),
)

/** F6 goes through the parts of the page, `?` shows all keys. Comes along when the page stands. */
export function PageKeys() {
  const [shown, setShown] = useState(false)
  const show = useCallback(() => setShown(true), [])
  useEffect(() => bindPageKeys(show), [show])
  const commands = useMemo(
    () => [{ id: 'keys', group: 'View', label: 'Keys', icon: <Keyboard size={15} />, shortcut: '?', keywords: ['shortcuts', 'keyboard', 'help'], run: show }],
    [show],
  )
  useCommands('keys', commands)
  return shown ? <KeysDialog onClose={() => setShown(false)} /> : null
}

/** Not while a dialog has the page, nor while a question mark is typed. Answers its remover. */
function bindPageKeys(showKeys: () => void): () => void {
  const step = (by: 1 | -1) => (event: KeyboardEvent) => {
    if (!document.querySelector('[role=dialog]') && stepRegion(by)) event.preventDefault()
  }
  const help = ({ target }: KeyboardEvent) => {
    const typing = target instanceof HTMLElement && (target.isContentEditable || target.closest('input, textarea, select, [role=dialog]') !== null)
    if (!typing) showKeys()
  }
  return tinykeys(window, { F6: step(1), 'Shift+F6': step(-1), '?': help, 'Shift+?': help })
}
