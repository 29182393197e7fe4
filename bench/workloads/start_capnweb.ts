import "npm:capnweb@0.12.0";
