/** The pages speak English; numbers and dates follow the reader's own kind of English where there is one. */
export const locale = navigator.languages.find((language) => language.startsWith('en')) ?? 'en';
