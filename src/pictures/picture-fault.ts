/** A picture that cannot be decoded; the message is a phrase that follows its name: `is cut short`. */
export class PictureFault extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'PictureFault';
  }
}
