import { partsRefusal, textRefusal, type UrlRefusal } from '@aob/ir/document'

/** Why a URL can be called from nowhere; which hosts may be called only the server knows. */
export function urlRefusal(text: string): UrlRefusal | undefined {
  return textRefusal(text, URL.canParse) ?? partsRefusal(new URL(text))
}
