import { type ComponentType, createContext } from 'react'
import type { TextProps } from './plain-text.tsx'

export interface HelpedTextProps extends TextProps {
  /** What the field is called, for a control that no label can point to. */
  label: string
  /** Its expressions are worked out inside a step, with data of its own. */
  inner?: boolean
}

/** The control that helps with writing expressions, where a form's texts may hold some; undefined where they hold none. */
export const TextHelp = createContext<ComponentType<HelpedTextProps> | undefined>(undefined)
