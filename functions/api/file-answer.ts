/** A file as the answer of a request, to be saved under a name of letters, digits, dots and dashes. */
export class FileAnswer {
  readonly fileName: string;
  readonly mediaType: string;
  readonly text: string;

  constructor(file: { readonly fileName: string; readonly mediaType: string; readonly text: string }) {
    this.fileName = file.fileName;
    this.mediaType = file.mediaType;
    this.text = file.text;
  }
}
