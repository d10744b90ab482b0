import {
  AlignCenterHorizontal,
  AlignCenterVertical,
  AlignEndHorizontal,
  AlignEndVertical,
  AlignHorizontalSpaceBetween,
  AlignStartHorizontal,
  AlignStartVertical,
  AlignVerticalSpaceBetween,
  type LucideIcon,
} from 'lucide-react'
import type { Arrangement } from '../model/arrange.ts'

/** The ways to arrange what is selected, as buttons and Ctrl+K offer them. */
export const ARRANGEMENTS: ReadonlyArray<{ how: Arrangement; label: string; shortcut: string; Icon: LucideIcon }> = [
  { how: 'left', label: 'Align left', shortcut: 'Alt+A', Icon: AlignStartVertical },
  { how: 'centre', label: 'Align centres', shortcut: 'Alt+H', Icon: AlignCenterVertical },
  { how: 'right', label: 'Align right', shortcut: 'Alt+D', Icon: AlignEndVertical },
  { how: 'top', label: 'Align top', shortcut: 'Alt+W', Icon: AlignStartHorizontal },
  { how: 'middle', label: 'Align middles', shortcut: 'Alt+V', Icon: AlignCenterHorizontal },
  { how: 'bottom', label: 'Align bottom', shortcut: 'Alt+S', Icon: AlignEndHorizontal },
  { how: 'across', label: 'Equal gaps across', shortcut: 'Shift+Alt+H', Icon: AlignHorizontalSpaceBetween },
  { how: 'down', label: 'Equal gaps down', shortcut: 'Shift+Alt+V', Icon: AlignVerticalSpaceBetween },
]
