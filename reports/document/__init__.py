"""What a document says and in which tones and letters, whatever form it is handed out in."""
