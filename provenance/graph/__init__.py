"""From a Document to a picture: fold, lay out, paint."""
