/** A quoted template with nothing in it to be filled (HCL native syntax, template expressions). */
export function hclString(text: string): string {
  return JSON.stringify(text).replace(/([$%])\{/g, '$1$1{');
}
