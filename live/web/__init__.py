"""HTTP as far as the show needs it: requests, websockets, pictures to many browsers."""
